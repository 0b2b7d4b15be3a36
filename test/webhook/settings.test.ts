import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/webhook/settings.ts';

test('every setting has a sentence, a flag and a variable of its own', () => {
  for (const { sentence, flag, env } of SETTINGS) {
    expect(sentence).toMatch(/^[A-Za-z].*\.$/);
    expect(env).toBe(`FIVESEC_WEBHOOK_${flag.slice(2).toUpperCase().replaceAll('-', '_')}`);
  }
  expect(new Set(SETTINGS.map(({ flag }) => flag)).size).toBe(SETTINGS.length);
});

test('the names that charts and people use', () => {
  expect(SETTINGS.map(({ flag }) => flag)).toEqual([
    '--listen',
    '--cert-file',
    '--key-file',
    '--option',
    '--mode',
    '--own-namespace',
    '--skip-dns-policy',
    '--max-body-bytes',
    '--drain-ms',
    '--log-level',
  ]);
});
