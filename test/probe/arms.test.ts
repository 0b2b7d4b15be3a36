import { describe, expect, it } from 'vitest';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { arms, clusterDomain, defaultName } from '../../src/probe/arms.ts';

const VIP = { address: '10.96.0.10', port: 53 };
const POD = (host: number) => ({ address: `10.244.0.${host}`, port: 53 });
const ALL = { vip: VIP, endpoints: [], names: ['kubernetes.test.'], strategies: STRATEGY_IDS };

const written = (targets: Parameters<typeof arms>[0]) =>
  arms(targets).map(({ strategy, server, name, transport }) =>
    [strategy, server.address, name, transport].join(' '),
  );

describe('clusterDomain', () => {
  it('is what the search list says, else cluster.local', () => {
    const search = ['default.svc.k8s.example', 'svc.k8s.example', 'k8s.example', 'svc.elsewhere'];
    expect(clusterDomain({ search })).toBe('k8s.example');
    expect(clusterDomain({ search: ['corp.example', 'svcs.example'] })).toBe('cluster.local');
    expect(clusterDomain({ search: [] })).toBe('cluster.local');
  });
});

describe('defaultName', () => {
  it('is the API server’s Service, with a trailing dot', () => {
    expect(defaultName({ search: ['svc.k8s.example'] })).toBe('kubernetes.default.svc.k8s.example.');
    expect(defaultName({ search: [] })).toBe('kubernetes.default.svc.cluster.local.');
  });
});

describe('arms', () => {
  it('are every strategy by the VIP, where nothing else is known', () => {
    expect(arms(ALL).map(({ strategy }) => strategy)).toEqual(
      STRATEGY_IDS.filter((strategy) => strategy !== 'endpoint' && strategy !== 'node-local'),
    );
    expect(arms(ALL).every(({ server }) => server === VIP)).toBe(true);
    expect(
      arms(ALL)
        .filter(({ transport }) => transport === 'tcp')
        .map(({ strategy }) => strategy),
    ).toEqual(['tcp']);
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
      new Set(arms({ ...ALL, vip, endpoints, strategies }).map(({ server }) => server.address));
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

  it('are none without a name or without a strategy', () => {
    expect(arms({ ...ALL, names: [] })).toEqual([]);
    expect(arms({ ...ALL, strategies: [] })).toEqual([]);
  });
});
