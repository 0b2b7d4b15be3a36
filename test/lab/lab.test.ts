import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { canStand } from './can-stand.ts';
import { type Argv, finish, run, start } from './ground/command.ts';
import { CONNTRACK_LIMIT } from './ground/machine-limit.ts';
import { standUp } from './lab.ts';
import { missingPrograms, whyNot } from './needs.ts';
import { realLookups } from './probe/application.ts';
import { compile } from './probe/compile.ts';
import { lookAround, lookAroundFirst } from './residue.ts';
import { PROXY_STYLES, topology } from './topology.ts';

const WEB = ['10.96.0.80', 'fd00:10:96::80'];

const currentConntrackLimit = () => readFileSync(CONNTRACK_LIMIT, 'utf8').trim();

/** A process that makes a lab, does `more` with it, and is killed before it can tear it down. */
function orphaned(more: string): Argv {
  const script = `
    import { standUp } from ${JSON.stringify(new URL('lab.ts', import.meta.url).href)};
    import { topology } from ${JSON.stringify(new URL('topology.ts', import.meta.url).href)};
    const lab = await standUp(topology(), 'orphan');
    ${more}
    process.kill(process.pid, 'SIGKILL');`;
  return [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
}

describe('a lab', () => {
  let programs = '';
  let lookup = { glibc: '', musl: '' };

  beforeAll(async () => {
    programs = mkdtempSync(join(tmpdir(), 'fivesec-programs-'));
    if (missingPrograms(['cc', 'musl-gcc']) !== undefined) return;
    lookup = {
      glibc: await compile('lookup', 'glibc', programs),
      musl: await compile('lookup', 'musl', programs),
    };
  });
  afterAll(() => rmSync(programs, { recursive: true, force: true }));

  // Most kernels that the lab runs on have no IPVS. `npm run vm` has a kernel that does.
  it('answers through IPVS where the kernel has it, and refuses in one line where not', async () => {
    const plan = topology({ proxy: 'ipvs' });
    if ((await whyNot(plan)) !== undefined) {
      await expect(standUp(plan)).rejects.toThrow(
        /^(the lab needs ipvsadm: apt-get install ipvsadm|this kernel can't do ipvs: load its modules or choose another proxy style.*)$/,
      );
      return;
    }
    await using lab = await standUp(plan);
    const [found] = await realLookups(lab.pod, lookup.glibc, ['web.default']);
    expect(found?.addresses.toSorted()).toEqual(WEB);
    expect(await lab.node.run(['cat', '/proc/net/ip_vs'])).toContain('UDP  0A60000A:0035 rr');
  });

  for (const proxy of PROXY_STYLES.filter((style) => style !== 'ipvs')) {
    for (const family of [4, 6] as const) {
      it(`answers getaddrinfo of both C libraries through ${proxy} over IPv${family}`, async (ctx) =>
        unlessStalled(async () => {
          const plan = topology({ proxy, family });
          await canStand(ctx, plan);
          await using lab = await standUp(plan);
          for (const executable of [lookup.glibc, lookup.musl]) {
            const [found] = await realLookups(lab.pod, executable, ['web.default']);
            expect(found?.addresses.toSorted()).toEqual(WEB);
            expect(found?.durationMs).toBeLessThan(1000);
            const [missing] = await realLookups(lab.pod, executable, ['nowhere.example.']);
            expect(missing?.error).not.toBe(0);
            expect(missing?.durationMs).toBeLessThan(1000);
          }
        }));
    }
  }

  it('spreads queries over all DNS pods', async (ctx) => {
    await canStand(ctx, topology());
    await using lab = await standUp(topology({ dnsPods: ['dnsmasq', 'unbound', 'dnsmasq'] }));
    await realLookups(lab.pod, lookup.glibc, ['-n', '60', '-r', 'kubernetes.default']);
    const flows = await lab.node.run(['conntrack', '-L', '-p', 'udp']);
    for (const endpoint of lab.endpoints) expect(flows).toContain(`src=${endpoint} `);
  });

  it('leaves nothing behind, two of them side by side, one with a program that does not want to end', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    {
      await using one = await standUp(topology({ upstream: 'unbound' }));
      await using other = await standUp(topology({ proxy: 'nftables' }));
      await one.pod.spawn(['sh', '-c', 'trap "" TERM INT HUP; while :; do sleep 1; done']);
      for (const lab of [one, other]) {
        expect((await realLookups(lab.pod, lookup.glibc, ['web.default']))[0]?.error).toBe(0);
      }
      expect((await lookAround()).namespaces).toHaveLength(before.namespaces.length + 9);
    }
    expect(await lookAround()).toEqual(before);
  });

  it('is swept away by the next one after its owner was killed', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    await finish(orphaned(''));
    expect((await lookAround()).namespaces).toContain('fivesec-orphan-node');
    await (await standUp(topology()))[Symbol.asyncDispose]();
    expect(await lookAround()).toEqual(before);
  });

  it("puts the machine's conntrack limit back, though its owner was killed", async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const fault = JSON.stringify(new URL('faults/conntrack-full.ts', import.meta.url).href);
    await finish(
      orphaned(`
      const { conntrackFull } = await import(${fault});
      await lab.inject(conntrackFull());`),
    );
    await vi.waitFor(() => expect(currentConntrackLimit()).toBe(before.sysctls['conntrackLimit']), 5000);
    await (await standUp(topology()))[Symbol.asyncDispose]();
    expect(await lookAround()).toEqual(before);
  });

  it('does not sweep away a lab whose owner lives', async (ctx) => {
    await canStand(ctx, topology());
    await using first = await standUp(topology());
    await (await standUp(topology()))[Symbol.asyncDispose]();
    expect((await realLookups(first.pod, lookup.glibc, ['web.default']))[0]?.error).toBe(0);
  });

  it('refuses a namespace that it did not make, and leaves it as it is', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    await run(['ip', 'netns', 'add', 'fivesec-taken-pod1']);
    try {
      await expect(standUp(topology(), 'taken')).rejects.toThrow(
        /fivesec-taken-pod1 is there already.*ip netns del/,
      );
      expect((await lookAround()).namespaces).toEqual(
        [...before.namespaces, 'fivesec-taken-pod1'].toSorted(),
      );
    } finally {
      await run(['ip', 'netns', 'del', 'fivesec-taken-pod1']);
    }
    expect(await lookAround()).toEqual(before);
  });

  it('says which package has a program that is missing', () => {
    expect(missingPrograms(['ip', 'nft', 'unshare', 'iptables-nft'], '/nonexistent')).toBe(
      'the lab needs ip, nft, unshare, iptables-nft: apt-get install iproute2 nftables util-linux iptables',
    );
  });

  it('says that it needs root, in one line', async (ctx) => {
    await canStand(ctx, topology());
    const url = JSON.stringify(new URL('needs.ts', import.meta.url).href);
    const plan = JSON.stringify(topology());
    const asNobody = await start([
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `
      import { whyNot } from ${url};
      process.setuid(65534);
      console.log(await whyNot(${plan}));`,
    ]);
    expect((await asNobody.finished).stdout.trim()).toBe('the lab needs root: run it with sudo');
  });

  it('leaves nothing half-built when something fails on the way', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const broken = { name: 'broken', inject: () => Promise.reject(new Error('no such fault')) };
    await expect(standUp(topology({ faults: [broken] }))).rejects.toThrow('no such fault');
    expect(await lookAround()).toEqual(before);
  });
});
