import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { ANSWER, always } from '../../src/demo/script.ts';
import { formatServer, type Server } from '../../src/domain/server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { PodFollower } from '../../src/probe/pod-follower.ts';
import { openRig } from '../../src/probe/rig.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { serve } from '../support/wire/scripted-server.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivesec-'));
});
afterEach(() => rm(folder, { recursive: true }));

const RESOLV_CONF =
  'nameserver 10.96.0.10\nnameserver 10.96.0.11\nsearch shop.svc.k8s.test svc.k8s.test k8s.test\n';

async function rigOf(
  flags: Readonly<Record<string, string | string[]>>,
  signal = new AbortController().signal,
  unlisted?: () => readonly Server[],
) {
  const resolvConf = join(folder, 'resolv.conf');
  await writeFile(resolvConf, RESOLV_CONF);
  const config = loadConfig({
    flags: { resolvConf, ...flags },
    env: {},
    hostname: 'node-1',
    readFile: () => RESOLV_CONF,
  });
  const found = unlisted && { unlisted };
  return openRig(config, {
    clock: systemClock,
    log: silentLog,
    signal,
    localAddresses: [],
    graceMs: 0,
    ...found,
  });
}

describe('openRig', () => {
  it('takes nameservers, domain and name from resolv.conf, and the DNS pods from the configuration', async () => {
    const rig = await rigOf({ endpoint: ['10.244.0.2'] });
    expect(rig.context()).toEqual({
      nameserver: '10.96.0.10,10.96.0.11',
      endpoints: ['10.244.0.2'],
      endpointsChangedAt: undefined,
      endpointAbsences: [],
      clusterDomain: 'k8s.test',
      isPodsFile: true,
    });
    expect(rig.names).toEqual(['kubernetes.default.svc.k8s.test.']);
    expect(new Set(rig.arms().map(({ server }) => server.address))).toEqual(
      new Set(['10.96.0.10', '10.96.0.11', '10.244.0.2']),
    );
  });

  it('asks the addresses directly that the conntrack table shows behind the VIP, as soon as it does', async () => {
    let found: readonly Server[] = [];
    const rig = await rigOf({}, undefined, () => found);
    const direct = () => rig.arms().flatMap(({ target, server }) => (target === 'endpoint' ? [server] : []));
    expect(rig.sendable()).toContain('endpoint');
    expect(direct()).toEqual([]);
    expect(rig.context().backends).toBeUndefined();
    const behind = { address: '10.244.0.7', port: 5353 };
    found = [behind];
    expect(new Set(direct())).toEqual(new Set([behind]));
    expect(rig.context()).toMatchObject({ endpoints: [], backends: ['10.244.0.7'] });
    found = [];
    expect(direct()).toEqual([]);
    await rig.close();
  });

  it("asks for the cluster's name by every strategy, and for a name outside by pair as well", async () => {
    const rig = await rigOf({ name: ['example.org.'] });
    const asked = (wanted: string) =>
      rig
        .arms()
        .flatMap(({ strategy, server, name }) =>
          strategy === wanted && server.address === '10.96.0.10' ? [name] : [],
        );
    expect(rig.names).toEqual(['example.org.']);
    expect(asked('edns')).toEqual(['kubernetes.default.svc.k8s.test.']);
    expect(asked('pair')).toEqual(['kubernetes.default.svc.k8s.test.', 'example.org.']);
    await rig.close();
  });

  it('gives each random name once, and the arms of the DNS pods that are known now', async () => {
    const { server } = await serve(always(ANSWER));
    const rig = await rigOf({ nameserver: [formatServer(server)], endpointsName: 'dns-pods.test.' });
    const random = () => rig.arms().flatMap(({ strategy, name }) => (strategy === 'uncached' ? [name] : []));
    expect(new Set([...random(), ...random()]).size).toBe(random().length * 2);
    const direct = () => rig.arms().filter(({ target }) => target === 'endpoint').length;
    expect(direct()).toBe(0);
    await rig.pods.refresh();
    expect(direct()).toBeGreaterThan(0);
    await rig.close();
  });

  it('finds the DNS pods over TCP, a second after it asked over UDP in vain', async () => {
    const { server, received } = await serve((query) =>
      query.transport === 'tcp' ? ANSWER : { kind: 'drop' },
    );
    const abort = new AbortController();
    const rig = await rigOf(
      { nameserver: [formatServer(server)], endpointsName: 'dns-pods.test.' },
      abort.signal,
    );
    const found = new Promise<void>((resolve) => rig.listen({ pods: () => resolve() }));
    const follower = new PodFollower(rig.pods, {
      clock: systemClock,
      random: seededRandom('pods'),
      signal: abort.signal,
      budget: new QueryBudget(systemClock, 2),
      broke: (error) => {
        throw error;
      },
    });
    const ran = follower.run();
    await found;
    abort.abort();
    await ran;
    expect(rig.pods.servers.map(({ address }) => address)).toEqual(['192.0.2.1']);
    expect(received.map(({ transport, qtype }) => [transport, qtype])).toEqual([
      ['udp', 'A'],
      ['tcp', 'A'],
    ]);
    await rig.close();
  });

  it('finds the DNS pods where AAAA is never answered', async () => {
    const { server, received } = await serve(({ qtype }) => (qtype === 'AAAA' ? { kind: 'drop' } : ANSWER));
    const rig = await rigOf({ nameserver: [formatServer(server)], endpointsName: 'dns-pods.test.' });
    await rig.pods.refresh();
    expect(rig.pods.servers.map(({ address }) => address)).toEqual(['192.0.2.1']);
    expect(received.map(({ qtype }) => qtype)).toEqual(['A']);
    await rig.close();
  });

  it('announces every outcome to every listener, but not the lookups of its own', async () => {
    const { server } = await serve(always(ANSWER));
    const rig = await rigOf({ nameserver: [formatServer(server)], endpointsName: 'dns-pods.test.' });
    const heard: string[] = [];
    rig.listen({ lookup: ({ name }) => heard.push(name) });
    rig.listen({ pair: ({ strategy }) => heard.push(strategy), pods: () => heard.push('pods') });
    await rig.lookup('a.test.', 'glibc');
    await rig.pair({ strategy: 'pair', target: 'vip', server, name: 'b.test.', transport: 'udp' });
    await rig.pods.refresh();
    expect(heard).toEqual(['a.test.', 'pair', 'pods']);
    await rig.close();
  });
});
