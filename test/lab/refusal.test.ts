/** If no lab can be made here, the lab's command prints one line and makes nothing. */

import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { canStand } from './can-stand.ts';
import { nodeArgv } from './dns/program.ts';
import { type Argv, type Finished, finish } from './ground/command.ts';
import { lookAround } from './residue.ts';
import { topology } from './topology.ts';

const MAIN = new URL('main.ts', import.meta.url);
/** Not root, but able to read this clone at any place, also in root's home. */
const READS_ALL = ['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'] as const;
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'] as const;
const AS_NOBODY = ['setpriv', ...NOBODY, ...READS_ALL] as const;

/** Runs the lab's command, which has to refuse; gives the line that it prints. */
async function refusal(
  ctx: TestContext,
  argv: Argv,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  await canStand(ctx, topology());
  const before = await lookAround();
  const { code, stdout, stderr }: Finished = await finish(argv, { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(await lookAround()).toEqual(before);
  return stderr;
}

describe('a user who is not root', () => {
  it.for(['healthy', 'fidelity', 'clean'])('gets that reason from `%s`', async (order, ctx) => {
    const said = await refusal(ctx, [...AS_NOBODY, ...nodeArgv(MAIN, order)]);
    expect(said).toBe('the lab needs root: run it with sudo\n');
  });

  it('can list the scenarios all the same', async (ctx) => {
    await canStand(ctx, topology());
    expect((await finish([...AS_NOBODY, ...nodeArgv(MAIN, 'list')])).stdout).toMatch(/^healthy /);
  });
});

describe('where a program is missing', () => {
  const hidden = { ip: /^ip$/, nft: /^nft$/, iptables: /^ip6?tables/, unshare: /^unshare$/ } as const;
  const path = (process.env['PATH'] ?? '').split(delimiter);
  let place = '';

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'fivesec-path-'));
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  /** A directory with links to all programs on the PATH except those. */
  function pathWithout(missing: RegExp): string {
    const directory = mkdtempSync(join(place, 'bin-'));
    for (const folder of path) {
      for (const name of programsIn(folder)) {
        if (missing.test(name)) continue;
        try {
          symlinkSync(join(folder, name), join(directory, name));
        } catch {
          // An earlier directory of the PATH has it.
        }
      }
    }
    return directory;
  }

  it.for([
    ['healthy', 'ip', 'ip: apt-get install iproute2'],
    ['healthy', 'nft', 'nft: apt-get install nftables'],
    ['healthy', 'iptables', 'iptables-nft: apt-get install iptables'],
    ['healthy', 'unshare', 'unshare: apt-get install util-linux'],
    ['clean', 'ip', 'ip: apt-get install iproute2'],
  ] as const)('`%s` without %s says what to install', async ([order, program, line], ctx) => {
    const said = await refusal(ctx, nodeArgv(MAIN, order), { PATH: pathWithout(hidden[program]) });
    expect(said).toBe(`the lab needs ${line}\n`);
  });
});

function programsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
