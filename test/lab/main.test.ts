import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requirement } from '../support/requirement.ts';
import { canStand } from './can-stand.ts';
import { nodeArgv } from './dns/program.ts';
import { type Argv, finish } from './ground/command.ts';
import { lookAround, lookAroundFirst } from './residue.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { topology } from './topology.ts';

const EXECUTABLE = new URL('../../dist/main.js', import.meta.url);

const lab = (...args: readonly string[]): Argv => nodeArgv(new URL('main.ts', import.meta.url), ...args);

describe('npm run lab', () => {
  it('lists every scenario with its story', async () => {
    const { code, stdout } = await finish(lab('list'));
    expect(code).toBe(0);
    const named = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(named).toEqual([...SCENARIO_NAMES]);
  });

  it.for<[readonly string[], string]>([
    [['no-such'], 'there is no scenario no-such: npm run lab -- list'],
    [
      ['healthy', '--proxy', 'magic'],
      '--proxy is one of iptables-nft, iptables-legacy, nftables, ipvs, none',
    ],
    [['healthy', '--dns', 'bind'], '--dns is one of dnsmasq, unbound, coredns'],
    [['packet-loss', '--percent', '101'], '--percent 101: a number from 0 to 100'],
    [
      ['healthy', '--still', '--duration', '5s'],
      '--duration is how long "fivesec check" asks: not with --still',
    ],
    [['healthy', '--wrong'], "Unknown option '--wrong'"],
  ])('refuses %j in one line', async ([args, line]) => {
    const { code, stdout, stderr } = await finish(lab(...args));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('runs `fivesec check` in the pod, and shows the truth beside its verdict', async (ctx) => {
    requirement(ctx, existsSync(EXECUTABLE), 'fivesec is not built: npm run build');
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const { code, stdout, stderr } = await finish(lab('server-error', '--duration', '2s'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^verdict: server-error .*^The truth.*"server-error.errors": [1-9]\d*/ms);
    expect(await lookAround()).toEqual(before);
  });
});
