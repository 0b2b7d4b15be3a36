/** Sets a scenario up: its topology, and its faults from the start or on demand. */

import type { AddressFamily } from '../../src/domain/server.ts';
import type { DnsProgram } from './dns/program.ts';
import type { Injected } from './faults/fault.ts';
import { type Lab, standUp } from './lab.ts';
import { type Scenario, type ScenarioName, scenarioOf } from './scenarios.ts';
import { type Topology, topology } from './topology.ts';

export interface ScenarioOptions {
  readonly family?: AddressFamily;
  /** How strong the fault is, 0 to 100, where it has a strength. */
  readonly percent?: number;
  /** The DNS server in every DNS pod, in place of the scenario's own programs, even if the fault depends on those. */
  readonly dnsProgram?: DnsProgram;
  /** Differences from the scenario's own topology. */
  readonly topology?: Partial<Topology>;
  /** The lab starts healthy; `begin` starts the fault. A scenario that begins midway always starts like this. */
  readonly healthyFirst?: boolean;
}

export interface ScenarioLab extends Lab {
  readonly scenario: Scenario;
  /** Starts the scenario's faults, if they have not started. `end` ends them. */
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** The topology of a scenario, without its faults. */
export function scenarioTopology(name: ScenarioName, options: ScenarioOptions = {}): Topology {
  const plan = topology({ ...scenarioOf(name).topology, family: options.family ?? 4, ...options.topology });
  const { dnsProgram } = options;
  return dnsProgram === undefined ? plan : topology({ ...plan, dnsPods: plan.dnsPods.map(() => dnsProgram) });
}

/** `await using lab = await standUpScenario('packet-loss', { percent: 20 })`. Needs what `standUp` needs. */
export async function standUpScenario(
  name: ScenarioName,
  options: ScenarioOptions = {},
): Promise<ScenarioLab> {
  const scenario = scenarioOf(name);
  const lab = await standUp(scenarioTopology(name, options));
  const running: Injected[] = [];
  const begin = async () => {
    if (running.length > 0) return;
    for (const fault of scenario.faults(options.percent ?? scenario.percent ?? 100)) {
      running.push(await lab.inject(fault));
    }
  };
  const end = async () => {
    for (const injected of running.splice(0).toReversed()) await injected.stop();
  };
  try {
    for (const fault of scenario.beforehand?.() ?? []) await lab.inject(fault);
    if (scenario.begins === 'whole' && !options.healthyFirst) await begin();
  } catch (error) {
    await lab[Symbol.asyncDispose]();
    throw error;
  }
  return Object.assign(lab, { scenario, begin, end });
}

/** Flags that describe the lab for `fivesec agent` and `fivesec check`; resolv.conf is the pod's own. */
export function agentFlags(lab: ScenarioLab): readonly string[] {
  const { name } = lab.scenario;
  return [
    ...lab.endpoints.flatMap((endpoint) => ['--endpoint', endpoint]),
    ...(lab.topology.nodeLocal === 'absent' ? [] : ['--node-local', lab.nodeLocal]),
    ...['--name', 'kubernetes.default.svc.cluster.local.'],
    ...(name === undefined ? [] : ['--name', name]),
    ...['--proc-net', lab.procNet],
  ];
}
