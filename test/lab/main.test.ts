import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { canStand } from './can-stand.ts';
import { nodeArgv } from './dns/program.ts';
import { type Argv, finish, start } from './ground/command.ts';
import { lookAround } from './residue.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { topology } from './topology.ts';

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
    [['healthy', '--wrong'], "Unknown option '--wrong'"],
  ])('refuses %j in one line', async ([args, line]) => {
    const { code, stdout, stderr } = await finish(lab(...args));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('leaves nothing behind after Ctrl-C', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAround();
    const running = await start(lab('packet-loss', '--still'));
    while (!running.stdout().includes('Look into it')) await pause(50);
    const [, id] = /fivesec-(\w+)-pod1/.exec(running.stdout()) ?? [];
    expect(readdirSync('/run/netns')).toContain(`fivesec-${id}-node`);
    running.signal('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('"packet-loss.queries": 0');
    expect(await lookAround()).toEqual(before);
  });
});
