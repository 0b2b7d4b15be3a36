import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  conntrackTool,
  parseToolStats,
  readToolEntries,
  readToolStats,
} from '../../src/evidence/conntrack-tool.ts';
import { requirement } from '../support/requirement.ts';

const ROW =
  'cpu=0   \tfound=3 invalid=0 insert=0 insert_failed=7 drop=6 early_drop=1 error=0 search_restart=0 clash_resolve=5 chaintoolong=2 ';

describe('what conntrack -S prints', () => {
  it('is read by name, for each CPU', () => {
    expect(parseToolStats(`${ROW}\n${ROW.replace('cpu=0', 'cpu=3')}\n`)).toEqual({
      era: 'chainlength',
      cpus: [0, 3].map((cpu) => ({
        cpu,
        counts: {
          found: 3,
          invalid: 0,
          insertFailed: 7,
          drop: 6,
          earlyDrop: 1,
          clashResolved: 5,
          chainTooLong: 2,
        },
      })),
    });
  });

  it('tells an older kernel by what it leaves out', () => {
    const without = (columns: RegExp) => `${ROW.replace(columns, '')}\n`;
    expect(parseToolStats(without(/clash_resolve.*/))?.era).toBe('searched');
    expect(parseToolStats(without(/chaintoolong.*/))?.era).toBe('clashres');
    expect(parseToolStats(`${ROW}\n${without(/chaintoolong.*/)}`)).toBeUndefined();
  });

  it('is refused when it is something else', () => {
    expect(parseToolStats('')).toBeUndefined();
    expect(parseToolStats('cpu=x found=1\n')).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseToolStats(text)));
  });
});

describe('the conntrack tool', () => {
  let directory = '';
  const script = (name: string, body: string, patienceMs?: number) => {
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return conntrackTool(path, patienceMs);
  };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is believed when it succeeds, and named as the source', async () => {
    const run = script('works', `[ "$1" = -C ] && echo 421 || printf '${ROW}\\n'`);
    expect(await readToolStats(run)).toMatchObject({ kind: 'read', source: 'conntrack-tool' });
    expect(await readToolEntries(run)).toEqual({ kind: 'read', source: 'conntrack-tool', value: 421 });
  });

  it('is not believed when it prints zeros and then fails for want of permission', async () => {
    const run = script('fails', `printf '${ROW}\\n'; echo 'sorry, you must be root' >&2; exit 1`);
    expect(await readToolStats(run)).toMatchObject({
      kind: 'absent',
      reason: 'no-permission',
      detail: expect.stringContaining('you must be root'),
    });
  });

  it('is absent where it is not installed', async () => {
    const run = conntrackTool(join(directory, 'nowhere'));
    expect(await readToolStats(run)).toMatchObject({ kind: 'absent', reason: 'no-tool' });
  });

  it('gave no answer when it hangs, also if it does not heed a polite signal, or is ended by another', async () => {
    const hung = script('hung', `trap '' TERM; printf '${ROW}\\n'; exec sleep 60`, 200);
    expect(await readToolStats(hung)).toMatchObject({
      kind: 'absent',
      reason: 'no-answer',
      detail: expect.stringContaining('within 200 ms'),
    });
    expect(await readToolStats(script('killed', 'kill -KILL $$'))).toMatchObject({
      reason: 'no-answer',
      detail: expect.stringContaining('ended by SIGKILL'),
    });
  });

  it('is unparsable when it does not stop to speak', async () => {
    expect(await readToolStats(script('endless', 'exec yes'))).toMatchObject({ reason: 'unparsable' });
  });

  it('is unparsable when it speaks another language', async () => {
    expect(await readToolStats(script('chatty', 'echo hello'))).toMatchObject({ reason: 'unparsable' });
  });
});

describe('the real conntrack(8)', () => {
  const permitted = spawnSync('conntrack', ['-S']).status === 0;

  it('is believed where it is permitted', async (context) => {
    requirement(context, permitted, 'conntrack(8) is not installed, or not permitted (root, nf_conntrack)');
    expect(await readToolStats(conntrackTool('conntrack'))).toMatchObject({ source: 'conntrack-tool' });
    expect(await readToolEntries(conntrackTool('conntrack'))).toMatchObject({ source: 'conntrack-tool' });
  });

  it('prints zeros to who has no permission, and is not believed', async (context) => {
    const nobody = ['--reuid', '65534', '--clear-groups', 'conntrack'];
    const denied = spawnSync('setpriv', [...nobody, '-S'], { encoding: 'utf8' });
    requirement(context, permitted && denied.status === 1, 'the test needs root, setpriv and conntrack(8)');
    expect(denied.stdout).toContain('insert_failed=0');
    const asNobody = (args: readonly string[]) => conntrackTool('setpriv')([...nobody, ...args]);
    for (const reading of [await readToolStats(asNobody), await readToolEntries(asNobody)])
      expect(reading).toMatchObject({ kind: 'absent', reason: 'no-permission' });
  });
});
