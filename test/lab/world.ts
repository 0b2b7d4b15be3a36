/** A world: a topology, its faults, what fivesec's configuration names, and the verdicts that are true. */

import type { AddressFamily } from '../../src/domain/server.ts';
import type { Fault, Injected } from './faults/fault.ts';
import { type Lab, standUp } from './lab.ts';
import { type Topology, topology } from './topology.ts';

export interface World {
  /** One sentence that says what is wrong. */
  readonly story: string;
  /** Differences from the plain topology. */
  readonly topology: Partial<Topology>;
  /** What exists before the faults: another resolv.conf, other shares of the VIP. */
  readonly ground?: () => readonly Fault[];
  readonly faults: () => readonly Fault[];
  /** `midway`: the faults begin once some flows are under way. */
  readonly begins: 'whole' | 'midway';
  /** Causes that are right as the first verdict. If the list is empty, no verdict is right. */
  readonly wanted: readonly string[];
  /** Further verdicts that are not untrue. */
  readonly alsoTrue?: readonly string[];
  /** Names to look up besides the cluster's own. */
  readonly names?: readonly string[];
  /** The endpoint list that fivesec gets; all DNS pods if not given. */
  readonly listed?: (endpoints: readonly string[]) => readonly string[];
  /** False if fivesec's configuration does not name the topology's node-local cache. */
  readonly cacheTold?: boolean;
  /** Further flags for `fivesec check` and `fivesec agent`. */
  readonly flags?: readonly string[];
}

export interface WorldLab extends Lab {
  readonly world: World;
  /** Flags that describe the lab for fivesec; resolv.conf is the pod's own. */
  readonly flags: readonly string[];
  /** Starts the world's faults, if they have not started. */
  begin(): Promise<void>;
}

/** Needs what `standUp` needs. The faults of a world that is whole have begun when this resolves. */
export async function standUpWorld(world: World, family: AddressFamily): Promise<WorldLab> {
  const lab = await standUp(worldTopology(world, family));
  const running: Injected[] = [];
  const begin = async () => {
    if (running.length > 0) return;
    for (const fault of world.faults()) running.push(await lab.inject(fault));
  };
  try {
    for (const fault of world.ground?.() ?? []) await lab.inject(fault);
    if (world.begins === 'whole') await begin();
  } catch (error) {
    await lab[Symbol.asyncDispose]();
    throw error;
  }
  return Object.assign(lab, { world, flags: flagsOf(world, lab), begin });
}

function worldTopology(world: World, family: AddressFamily): Topology {
  return topology({ ...world.topology, family });
}

function flagsOf({ listed, names = [], cacheTold = true, flags = [] }: World, lab: Lab): readonly string[] {
  const endpoints = listed?.(lab.endpoints) ?? lab.endpoints;
  return [
    ...endpoints.flatMap((endpoint) => ['--endpoint', endpoint]),
    ...(lab.topology.nodeLocal === 'absent' || !cacheTold ? [] : ['--node-local', lab.nodeLocal]),
    ...['kubernetes.default.svc.cluster.local.', ...names].flatMap((name) => ['--name', name]),
    ...['--proc-net', lab.procNet],
    ...flags,
  ];
}
