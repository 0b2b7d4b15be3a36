import { expect, it } from 'vitest';
import { leaveOutLanguages } from '../../src/platform/lean-imports.ts';

it('leaves out the messages of other languages, and nothing else', async () => {
  leaveOutLanguages();
  const { locales, z } = await import('zod');
  expect(Object.entries(locales).flatMap(([name, locale]) => (locale === undefined ? [] : [name]))).toEqual([
    'en',
  ]);
  expect(Object.keys(locales).length).toBeGreaterThan(40);
  expect(z.number().safeParse('x').error?.issues[0]?.message).toBe(
    'Invalid input: expected number, received string',
  );
});
