import { describe, expect, it } from 'vitest';
import { OCCASIONAL, REGULAR, STRATEGY_IDS, specOf, strategiesWhere } from '../../src/domain/strategy.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { arms, sendable } from '../../src/probe/arms.ts';

const VIP = { address: '10.96.0.10', port: 53 };
const POD = (host: number) => ({ address: `10.244.0.${host}`, port: 53 });
const ALL = {
  nameservers: [VIP],
  endpoints: [],
  hostIps: [],
  names: ['kubernetes.test.'],
  clusterDomain: 'test',
  strategies: STRATEGY_IDS,
  uncachedSuffix: 'invalid.',
  largeName: 'large.test.',
  random: seededRandom('x'),
};

const written = (targets: Parameters<typeof arms>[0]) =>
  arms(targets).map(({ strategy, server, name, transport }) =>
    [strategy, server.address, name, transport].join(' '),
  );

describe('arms', () => {
  it('are every strategy via the VIP, where nothing else is known', () => {
    expect([...new Set(arms(ALL).map(({ strategy }) => strategy))]).toEqual(
      STRATEGY_IDS.filter((strategy) => specOf(strategy).target === 'vip'),
    );
    expect(arms(ALL).every(({ server, target }) => server === VIP && target === 'vip')).toBe(true);
    expect(
      arms(ALL)
        .filter(({ transport }) => transport === 'tcp')
        .map(({ strategy }) => strategy),
    ).toEqual(strategiesWhere(({ target, transport }) => target === 'vip' && transport !== 'udp'));
  });

  it('ask each further nameserver, as such', () => {
    const nameservers = [VIP, { address: '10.96.0.11', port: 53 }, { address: '192.0.2.1', port: 53 }];
    expect(arms({ ...ALL, nameservers, strategies: ['nameserver'] })).toEqual(
      nameservers.slice(1).map((server) => ({
        strategy: 'nameserver',
        server,
        target: 'nameserver',
        name: 'kubernetes.test.',
        transport: 'udp',
      })),
    );
  });

  it('ask for a random name below the suffix, another one with each call, and none without a suffix', () => {
    const names = Array.from({ length: 50 }, () => arms({ ...ALL, strategies: ['uncached'] })[0]?.name ?? '');
    for (const name of names) expect(name).toMatch(/^fivesec-[0-9a-f]{12}\.invalid\.$/);
    expect(new Set(names).size).toBe(50);
    expect(arms({ ...ALL, uncachedSuffix: '', strategies: ['uncached'] })).toEqual([]);
  });

  it('ask for a name with a large answer over UDP and TCP, if one is configured', () => {
    expect(written({ ...ALL, strategies: ['large'] })).toEqual([
      'large 10.96.0.10 large.test. udp',
      'large 10.96.0.10 large.test. tcp',
    ]);
    expect(arms({ ...ALL, largeName: undefined, strategies: ['large'] })).toEqual([]);
  });

  it.each([
    ['link-local', [{ address: '169.254.20.10', port: 53 }], []],
    ['one of the node’s addresses', [{ address: '192.168.1.5', port: 53 }], ['192.168.1.5']],
  ])('have the node’s cache as their target where the first nameserver is %s', (_, nameservers, hostIps) => {
    const found = arms({ ...ALL, nameservers, hostIps });
    expect(new Set(found.map(({ target }) => target))).toEqual(new Set(['node-local']));
    expect(new Set(found.map(({ strategy }) => strategy))).toEqual(
      new Set(
        STRATEGY_IDS.filter((strategy) => !['endpoint', 'nameserver'].includes(specOf(strategy).target)),
      ),
    );
  });

  it('are regular or occasional, the regular ones first in the table', () => {
    expect([...REGULAR, ...OCCASIONAL]).toEqual(STRATEGY_IDS);
    expect(OCCASIONAL).toContain('edns');
    expect(REGULAR).toContain('pair');
  });

  it('ask each DNS pod over UDP and over TCP, each pod once', () => {
    const endpoints = [POD(5), POD(6), POD(5)];
    expect(written({ ...ALL, endpoints, strategies: ['endpoint'] })).toEqual([
      'endpoint 10.244.0.5 kubernetes.test. udp',
      'endpoint 10.244.0.5 kubernetes.test. tcp',
      'endpoint 10.244.0.6 kubernetes.test. udp',
      'endpoint 10.244.0.6 kubernetes.test. tcp',
    ]);
  });

  it('leave pods of the other family out', () => {
    const endpoints = [POD(5), { address: 'fd00::5', port: 53 }];
    const strategies = ['endpoint'] as const;
    const families = (vip: typeof VIP) =>
      new Set(
        arms({ ...ALL, nameservers: [vip], endpoints, strategies }).map(({ server }) => server.address),
      );
    expect(families(VIP)).toEqual(new Set(['10.244.0.5']));
    expect(families({ address: 'fd00::a', port: 53 })).toEqual(new Set(['fd00::5']));
  });

  it('ask the node-local cache where there is one', () => {
    const nodeLocal = { address: '169.254.20.10', port: 53 };
    expect(written({ ...ALL, nodeLocal, strategies: ['pair', 'node-local'] })).toEqual([
      'pair 10.96.0.10 kubernetes.test. udp',
      'node-local 169.254.20.10 kubernetes.test. udp',
    ]);
  });

  it('ask for further names by the plain strategy only', () => {
    const names = ['kubernetes.test.', 'example.com.'];
    expect(written({ ...ALL, names, strategies: ['pair', 'tcp'] })).toEqual([
      'pair 10.96.0.10 kubernetes.test. udp',
      'tcp 10.96.0.10 kubernetes.test. tcp',
      'pair 10.96.0.10 example.com. udp',
    ]);
    expect(written({ ...ALL, names, strategies: ['tcp'] })).toEqual(['tcp 10.96.0.10 kubernetes.test. tcp']);
  });

  it("ask for the cluster's name, wherever the configuration has it, and for the first name where there is none", () => {
    const strategies = ['tcp', 'endpoint', 'edns', 'nameserver'] as const;
    const asked = (...names: string[]) => {
      const targets = { ...ALL, nameservers: [VIP, VIP], endpoints: [POD(5)], names, strategies };
      return new Set(arms(targets).map(({ name }) => name));
    };
    expect(asked('example.com.', 'Kubernetes.TEST', 'other.test.')).toEqual(new Set(['Kubernetes.TEST']));
    expect(asked('example.com.', 'example.org.')).toEqual(new Set(['example.com.']));
    expect(written({ ...ALL, names: ['example.com.', 'kubernetes.test.'], strategies: ['pair'] })).toEqual([
      'pair 10.96.0.10 kubernetes.test. udp',
      'pair 10.96.0.10 example.com. udp',
    ]);
  });

  it('are none without a name or without a strategy', () => {
    expect(arms({ ...ALL, names: [] })).toEqual([]);
    expect(arms({ ...ALL, strategies: [] })).toEqual([]);
  });
});

describe('sendable strategies', () => {
  it('are those that have an arm, and `endpoint` where its addresses are to be found', () => {
    const bare = { ...ALL, largeName: undefined };
    const missing = (targets: Parameters<typeof sendable>[0], findsPods = false) =>
      STRATEGY_IDS.filter((strategy) => !sendable(targets, findsPods).includes(strategy));
    expect(missing(bare)).toEqual(['endpoint', 'node-local', 'nameserver', 'large']);
    expect(missing(bare, true)).not.toContain('endpoint');
    expect(missing({ ...bare, strategies: [] })).toEqual(STRATEGY_IDS);
  });
});

it('random names below search domains take about every second turn', () => {
  const targets = { ...ALL, strategies: ['uncached' as const], searchDomains: ['corp.example'] };
  const names = Array.from({ length: 100 }, () => arms(targets)[0]?.name ?? '');
  const below = names.filter((name) => /^fivesec-[0-9a-f]{12}\.corp\.example\.$/.test(name)).length;
  expect(below).toBeGreaterThan(30);
  expect(below).toBeLessThan(70);
  expect(names.filter((name) => name.endsWith('.invalid.'))).toHaveLength(100 - below);
});
