import { expect, it } from 'vitest';
import { VERSION } from '../../../src/cli/version.ts';
import { runInProcess } from '../in-process.ts';

it('`fivesec version` prints the version alone', async () => {
  expect(await runInProcess(['version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  expect(await runInProcess(['--version'])).toMatchObject({ code: 0, out: `${VERSION}\n` });
});

it('`fivesec version` prints the build as one JSON object', async () => {
  const { code, out } = await runInProcess(['version', '--json'], { FIVESEC_REVISION: 'abc123' });
  expect(JSON.parse(out)).toEqual({ version: VERSION, revision: 'abc123', nodeVersion: 'v0' });
  expect(code).toBe(0);
  expect(JSON.parse((await runInProcess(['version', '--json'])).out).revision).toBe('');
});
