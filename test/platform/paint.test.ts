import { expect, it } from 'vitest';
import { painter } from '../../src/platform/paint.ts';

it('wraps a text in the style and ends it, so that what follows is plain', () => {
  const paint = painter(true);
  expect(paint('bold', 'x')).toBe('\u001b[1mx\u001b[22m');
  expect(paint('dim', 'x')).toBe('\u001b[2mx\u001b[22m');
  expect(paint('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(paint('green', 'x')).toBe('\u001b[32mx\u001b[39m');
  expect(paint('yellow', 'x')).toBe('\u001b[33mx\u001b[39m');
});

it('a painter leaves the text as it is without colour', () => {
  const paint = painter(false);
  for (const style of ['bold', 'dim', 'red', 'green', 'yellow'] as const)
    expect(paint(style, 'nœud 節点')).toBe('nœud 節点');
});
