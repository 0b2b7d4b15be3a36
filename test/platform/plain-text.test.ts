import { expect, it } from 'vitest';
import { plainText } from '../../src/platform/plain-text.ts';

it('plain text leaves no character that a terminal, a log or a reader could be deceived by', () => {
  expect(plainText('\u001b[2Jroot\u0007', 50)).toBe('\ufffd[2Jroot\ufffd');
  expect(plainText('a\nb\r\u2028c', 50)).toBe('a\ufffdb\ufffd\ufffdc');
  expect(plainText('gpj.\u202etxt', 50)).toBe('gpj.\ufffdtxt');
  expect(plainText('\ud800x', 50)).toBe('\ufffdx');
});

it('plain text is at most so many characters, and shows that it was cut', () => {
  expect(plainText('n'.repeat(1_000_000), 10)).toBe(`${'n'.repeat(9)}…`);
  expect(plainText('😀'.repeat(12), 10)).toBe(`${'😀'.repeat(9)}…`);
  expect(plainText('ten chars.', 10)).toBe('ten chars.');
});
