/** The parents of all cgroups of a cluster's pods: one for each node, in every hierarchy of this machine. */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../../../src/platform/failure.ts';
import type { Ledger } from './ledger.ts';

const ROOT = '/sys/fs/cgroup';
/** The weight of a cgroup, and of all processes of a session, by the kernel's default. By the file of each version of cgroups. */
const USUAL_WEIGHT = { 'cpu.shares': 1024, 'cpu.weight': 100 };
const PATIENCE_MS = 10_000;
const GLANCE_MS = 20;

/** Makes them, and gives for each of `nodes` its path in a hierarchy. Teardown removes them with everything below them. */
export function makePodCgroups(ledger: Ledger, nodes: readonly string[]): readonly string[] {
  ledger.record({ kind: 'pod-cgroups' });
  for (const place of places(ledger.id)) {
    makeUsable(place);
    weigh(place, nodes.length);
    for (const node of nodes) makeUsable(join(place, node));
  }
  return nodes.map((node) => `/${nameOf(ledger.id)}/${node}`);
}

/** Removes them once their last process is gone. Returns whether there were any. */
export async function removePodCgroups(labId: string): Promise<boolean> {
  const there = places(labId).filter((place) => existsSync(place));
  for (const place of there) await removeTree(place);
  return there.length > 0;
}

function nameOf(labId: string): string {
  return `fivesec-${labId}`;
}

/** One for each hierarchy of version 1, or the one of version 2. */
function places(labId: string): readonly string[] {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return [join(ROOT, nameOf(labId))];
  const hierarchies = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'cgroup.procs')));
  return hierarchies.map((name) => join(ROOT, name, nameOf(labId)));
}

function makeUsable(place: string): void {
  if (!existsSync(place)) mkdirSync(place);
  // Version 1: a new cpuset has no CPU and no memory, so nothing can run in it.
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const above = join(place, '..', file);
    if (existsSync(join(place, file))) writeFileSync(join(place, file), readFileSync(above));
  }
}

/** As if each node had a CPU of its own to compete for. Otherwise the pods of all nodes together get no more of a busy machine than one process outside. */
function weigh(place: string, nodes: number): void {
  for (const [file, ofOne] of Object.entries(USUAL_WEIGHT)) {
    if (existsSync(join(place, file))) writeFileSync(join(place, file), String(ofOne * nodes));
  }
}

async function removeTree(path: string): Promise<void> {
  for (const name of readdirSync(path)) {
    if (statSync(join(path, name)).isDirectory()) await removeTree(join(path, name));
  }
  for (let waited = 0; existsSync(path); waited += GLANCE_MS) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (errorCode(error) !== 'EBUSY' || waited > PATIENCE_MS) throw error;
      await pause(GLANCE_MS);
    }
  }
}
