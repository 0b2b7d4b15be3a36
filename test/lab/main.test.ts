import { describe, expect, it, vi } from 'vitest';
import { EXECUTABLE, executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { canStand } from './can-stand.ts';
import { nodeArgv } from './dns/program.ts';
import { type Argv, finish, start } from './ground/command.ts';
import { orderOf } from './order.ts';
import { lookAround, lookAroundFirst } from './residue.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { topology } from './topology.ts';
import { WORLD_NAMES } from './worlds.ts';

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

  it('lists every world with its story and where it comes from', async () => {
    const { code, stdout } = await finish(lab('world', 'list'));
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...WORLD_NAMES]);
    for (const line of lines) expect(line).toMatch(/^[a-z-]+ +[^ ].*\. \(.+\)$/);
  });

  it.for<[readonly string[], string]>([
    [['no-such'], 'there is no scenario no-such: npm run lab -- list'],
    [
      ['healthy', '--proxy', 'magic'],
      '--proxy is one of iptables-nft, iptables-legacy, nftables, ipvs, none',
    ],
    [['healthy', '--dns', 'bind'], '--dns is one of dnsmasq, unbound, coredns'],
    [['toString'], 'there is no scenario toString: npm run lab -- list'],
    [['healthy', 'extra'], 'one scenario at a time: what is extra?'],
    [['list', '--agent'], 'list takes no options: not with --agent'],
    [['packet-loss', '--percent', '101'], '--percent 101: must be a number from 0 to 100'],
    [['packet-loss', '--percent', ''], '--percent : must be a number from 0 to 100'],
    [['packet-loss', '--percent', '-5'], "Option '--percent' argument is ambiguous."],
    [
      ['healthy', '--percent', '5'],
      'healthy has no strength: --percent is for snat-race, dnat-race-legacy, ',
    ],
    [['healthy', '--agent', '--check'], '--check and --agent: one of them'],
    [
      ['vip-unreachable', '--proxy', 'none'],
      'vip-unreachable goes wrong on the way through the proxy: not with --proxy none',
    ],
    [['healthy', '--duration', 'xyz'], '--duration xyz: must be a duration with its unit, such as'],
    [
      ['healthy', '--still', '--duration', '5s'],
      '--duration is how long "fivesec check" asks: not with --still',
    ],
    [['healthy', '--wrong'], "Unknown option '--wrong'"],
    [['world', 'no-such'], 'there is no world no-such: npm run lab -- world list'],
    [['world', 'shed', 'send-eperm'], 'one world at a time: what is send-eperm?'],
    [['world', 'shed', '--percent', '5'], 'a world is as it is: not with --percent'],
    [['world', 'shed', '--seed', '5'], '--seed is for random worlds: npm run lab -- random --seed N'],
    [['random'], 'a random world needs its seed: npm run lab -- random --seed N'],
    [['random', 'shed'], 'a random world has no name: what is shed?'],
    [['random', '--seed', '-1'], "Option '--seed' argument is ambiguous."],
    [['random', '--seed', '1.5'], '--seed 1.5: must be a whole number from 0 to'],
    [['random', '--seed', '1', '-6'], 'the seed chooses the address family: not with -6'],
  ])('refuses %j in one line', async ([args, line]) => {
    const { code, stdout, stderr } = await finish(lab(...args));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses to run what is not built, and lets the lab stand all the same', () => {
    for (const mode of ['--check', '--agent']) {
      expect(() => orderOf(['healthy', mode], '/nowhere')).toThrow('fivesec is not built yet: npm run build');
    }
    expect(orderOf(['healthy', '--still'], '/nowhere')).toMatchObject({ name: 'healthy', mode: 'still' });
  });

  it.for(['999ms', '241s', 'soon'])(
    'says of --duration %s what `fivesec check` would say',
    async (asked, ctx) => {
      needs(ctx, executableMissing());
      const { stderr } = await finish([process.execPath, EXECUTABLE, 'check', '--duration', asked]);
      const [, line = 'nothing'] = /(--duration .*)/.exec(stderr) ?? [];
      expect(() => orderOf(['healthy', '--duration', asked])).toThrow(line);
    },
  );

  it.for(['1s', '240s'])('takes --duration %s', (asked, ctx) => {
    needs(ctx, executableMissing());
    expect(orderOf(['healthy', '--duration', asked])).toMatchObject({ flags: ['--duration', asked] });
  });

  it('cleans up after a lab that was killed, and says what it removed', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAround();
    const running = await start(lab('healthy', '--still'));
    await vi.waitFor(() => expect(running.stdout()).toContain('Look into it'), 120_000);
    running.signal('SIGKILL');
    await running.finished;
    const { code, stdout, stderr } = await finish(lab('clean'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, id = 'none'] = /^the lab (\w+), whose owner is gone:$/m.exec(stdout) ?? [];
    expect(stdout).toMatch(/^ {2}processes: 3$/m);
    for (const role of ['node', 'pod1', 'dns1', 'dns2']) {
      expect(stdout).toContain(`\n  /run/netns/fivesec-${id}-${role}\n`);
    }
    expect(stdout).toMatch(new RegExp(`^  /\\S+/fivesec-lab-${id}-\\w+$`, 'm'));
    expect(await lookAround()).toEqual(before);
    expect((await finish(lab('clean'))).stdout).toBe('no dead lab has left anything\n');
  });

  it('runs `fivesec check` in the pod, and shows the truth beside its verdict', async (ctx) => {
    needs(ctx, executableMissing());
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const { code, stdout, stderr } = await finish(lab('server-error', '--duration', '2s'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^verdict: server-error .*^The truth.*"server-error.errors": [1-9]\d*/ms);
    expect(await lookAround()).toEqual(before);
  });
});
