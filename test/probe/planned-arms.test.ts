import { expect, test } from 'vitest';
import type { Server } from '../../src/domain/server.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { plannedArms } from '../../src/probe/planned-arms.ts';
import { parseResolvConf } from '../../src/resolver/resolv-conf.ts';

const POD = (host: number): Server => ({ address: `10.244.0.${host}`, port: 53 });

/** Planned arms, and how to change what they depend on. */
function planned() {
  const random = seededRandom('names');
  let conf = parseResolvConf('nameserver 10.96.0.10\n', 'glibc');
  let endpoints = [POD(2)];
  const plan = plannedArms(
    () => ({
      nameservers: conf.nameservers,
      endpoints,
      hostIps: [],
      names: ['kubernetes.test.'],
      clusterDomain: 'test',
      strategies: STRATEGY_IDS,
      uncachedSuffix: 'invalid.',
      random,
    }),
    () => conf,
  );
  const namedBy = (wanted: string) =>
    plan().flatMap(({ strategy, name }) => (strategy === wanted ? [name] : []));
  return {
    plan,
    namedBy,
    servers: () => new Set(plan().map(({ server }) => server.address)),
    setPods: (...hosts: readonly number[]) => {
      endpoints = hosts.map(POD);
    },
    setNameserver: (address: string) => {
      conf = parseResolvConf(`nameserver ${address}\n`, 'glibc');
    },
  };
}

test('the same arms are kept while nothing changes, but for their random names', () => {
  const { plan, namedBy } = planned();
  const [first] = plan();
  expect(plan()[0]).toBe(first);
  expect(namedBy('uncached')).not.toEqual(namedBy('uncached'));
});

test('arms are made anew when the set of DNS pods or resolv.conf has changed', () => {
  const { servers, setPods, setNameserver } = planned();
  expect(servers()).toEqual(new Set(['10.96.0.10', '10.244.0.2']));
  setPods(2, 3);
  expect(servers()).toEqual(new Set(['10.96.0.10', '10.244.0.2', '10.244.0.3']));
  setPods();
  setNameserver('10.96.0.11');
  expect(servers()).toEqual(new Set(['10.96.0.11']));
});
