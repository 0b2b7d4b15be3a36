/** Mechanisms that lose queries at a known place, and `fivesec check --flows` while they act. */

import type { OwnFates } from '../../src/domain/flow.ts';
import { EXECUTABLE } from '../support/machine/executable.ts';
import { CountingRules } from './faults/counters.ts';
import { vipBackends } from './faults/vip-backends.ts';
import { NOBODY } from './ground/addresses.ts';
import type { Namespace } from './ground/namespace.ts';
import type { Lab } from './lab.ts';

/** A quarter of all sockets: whole flows are lost, so that no query shares the entry of an answered one. */
const QUARTER = (port: 'sport' | 'dport') => `udp ${port} & 3 == 0 counter name lost drop`;
const drop = (where: Namespace, chain: string) =>
  CountingRules.load(where, 'fates', ['lost'], `chain c { ${chain}\n}`);

/** A mechanism that loses queries, and the fate that those queries have. */
export interface FateCase {
  readonly inject: (lab: Lab) => Promise<unknown>;
  /** The number of lost queries with the expected fate. */
  readonly right: (fates: OwnFates, lab: Lab) => number;
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, one) => total + one, 0);
const ofPod = (lab: Lab, index: number) => lab.dns[index]?.namespace ?? lab.node;
const RAW = 'type filter hook prerouting priority raw;';

export const FATE_CASES: Readonly<Record<string, FateCase>> = {
  'a dead pod': {
    inject: (lab) => drop(ofPod(lab, 1), `${RAW} udp dport 53 counter name lost drop`),
    right: ({ unreplied }, { endpoints }) => unreplied[endpoints[1] ?? ''] ?? 0,
  },
  'a backend that is no pod': {
    inject: (lab) => lab.inject(vipBackends([0, 1, 'nobody'])),
    right: ({ elsewhere }) => elsewhere[NOBODY[4]] ?? 0,
  },
  'answers dropped behind conntrack': {
    inject: (lab) =>
      drop(lab.node, `type filter hook forward priority filter; udp sport 53 ${QUARTER('dport')}`),
    right: ({ replied }) => sum(replied),
  },
  'queries dropped behind conntrack': {
    inject: (lab) =>
      Promise.all([0, 1].map((index) => drop(ofPod(lab, index), `${RAW} udp dport 53 ${QUARTER('sport')}`))),
    right: ({ unreplied }) => sum(unreplied),
  },
  'queries dropped before conntrack': {
    inject: (lab) => drop(lab.node, `${RAW} udp dport 53 ${QUARTER('sport')}`),
    right: ({ noEntry }) => noEntry,
  },
};

/** The fates that a check of this duration reads in the lab's pod. */
export async function fatesIn(lab: Lab, duration: string): Promise<OwnFates> {
  const { stdout } = await lab.pod.exec([
    process.execPath,
    ...[EXECUTABLE, 'check', '--json', '--flows', '--duration', duration, '--max-qps', '800'],
    ...['--strategy', 'pair', '--strategy', 'separate'],
    ...lab.endpoints.flatMap((endpoint) => ['--endpoint', endpoint]),
    ...['--name', 'kubernetes.default.svc.cluster.local.', '--proc-net', lab.procNet],
  ]);
  return (JSON.parse(stdout) as { flows: OwnFates }).flows;
}
