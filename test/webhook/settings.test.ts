import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/webhook/settings.ts';

const rows = Object.values(SETTINGS);

test('every setting has a sentence, a flag and a variable of its own', () => {
  for (const row of rows) {
    expect(row.help).toMatch(/^[A-Za-z].*\.$/);
    expect(row.env).toBe(`FIVESEC_WEBHOOK_${row.flag.toUpperCase().replaceAll('-', '_')}`);
  }
  expect(new Set(rows.map((row) => row.flag)).size).toBe(rows.length);
});

test('every default is a text that its own setting accepts', () => {
  for (const row of rows) if (row.defaults) expect(row.parse(row.defaults)).toMatchObject({ kind: 'value' });
});
