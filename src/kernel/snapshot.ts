/** Reads everything at once. What can't be read is absent with its reason: this never throws, and never guesses. */

import type { ConntrackStats, NodeSnapshot, ThrottleCounts } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import { parseThrottle } from './cgroup-cpu.ts';
import type { ConntrackFile } from './conntrack-stat.ts';
import { parseConntrackStat } from './conntrack-stat.ts';
import type { RunTool } from './conntrack-tool.ts';
import { readToolEntries, readToolStats } from './conntrack-tool.ts';
import { readText, sameNetDirectory } from './files.ts';
import type { Parser } from './parse.ts';
import { decimal, onlyLine, parsed } from './parse.ts';
import { parseSnmp6Udp, parseSnmpUdp } from './snmp-udp.ts';
import { parseSoftnet } from './softnet.ts';

/** Where to read. The first is the node's and is given by the operator, the rest is the agent's own. */
export interface ReadingPaths {
  /** The node's `net` directory of procfs (`--proc-net`); without it the node's readings are absent. */
  readonly procNet?: string;
  /** `/proc/net`. */
  readonly ownProcNet: string;
  /** `/proc/sys`. */
  readonly procSys: string;
  /** `/sys/fs/cgroup`. */
  readonly cgroup: string;
  /** conntrack(8), asked only where procfs has no file and this process lives in the node's network namespace. */
  readonly conntrackTool?: RunTool;
  /** Monotonic and wall clock, milliseconds: platform/clock.ts. */
  readonly clock: { now(): number; wall(): number };
}

const NOT_CONFIGURED = absent('not-configured', 'no directory for the node: --proc-net is not given');

export async function readSnapshot(ports: ReadingPaths): Promise<NodeSnapshot> {
  const { procNet, ownProcNet, procSys, clock } = ports;
  const takenAt = clock.wall();
  const takenAtMs = clock.now();
  const [conntrack, conntrackLimit, kernel, udp, udp6, softnet, ownUdp, ownUdp6, ownThrottle] =
    await Promise.all([
      readConntrack(ports),
      readRecord(procSys, 'net/netfilter/nf_conntrack_max', (text) => decimal(onlyLine(text))),
      readRecord(procSys, 'kernel/osrelease', parseRelease),
      readRecord(procNet, 'snmp', parseSnmpUdp),
      readRecord(procNet, 'snmp6', parseSnmp6Udp),
      readRecord(procNet, 'softnet_stat', parseSoftnet),
      readRecord(ownProcNet, 'snmp', parseSnmpUdp),
      readRecord(ownProcNet, 'snmp6', parseSnmp6Udp),
      readThrottle(ports.cgroup),
    ]);
  return {
    takenAt,
    takenAtMs,
    conntrack: conntrack.stats,
    conntrackEntries: conntrack.entries,
    conntrackLimit,
    udp,
    udp6,
    softnet,
    kernel,
    ownUdp,
    ownUdp6,
    ownThrottle,
  };
}

interface Conntrack {
  readonly stats: Reading<ConntrackStats>;
  readonly entries: Reading<number>;
}

async function readConntrack(ports: ReadingPaths): Promise<Conntrack> {
  const file = await readRecord(ports.procNet, 'stat/nf_conntrack', parseConntrackStat);
  if (file.kind === 'read') return fromFile(file);
  if (file.reason !== 'no-file' || ports.procNet === undefined || ports.conntrackTool === undefined)
    return { stats: file, entries: file };
  // The tool tells of the namespace it runs in. A pod's own counters must never pass for the node's.
  if (!(await sameNetDirectory(ports.procNet, ports.ownProcNet))) return { stats: file, entries: file };
  const [stats, entries] = await Promise.all([
    readToolStats(ports.conntrackTool),
    readToolEntries(ports.conntrackTool),
  ]);
  return { stats, entries };
}

function fromFile(file: Extract<Reading<ConntrackFile>, { kind: 'read' }>): Conntrack {
  return { stats: read(file.value.stats, file.source), entries: read(file.value.entries, file.source) };
}

async function readRecord<T>(
  directory: string | undefined,
  name: string,
  parse: Parser<T>,
): Promise<Reading<T>> {
  if (directory === undefined) return NOT_CONFIGURED;
  const path = `${directory}/${name}`;
  return parsed(await readText(path), parse, path);
}

/** Version 2 first: a container sees its own group at the root of what is mounted. */
async function readThrottle(root: string): Promise<Reading<ThrottleCounts>> {
  const unified = await readRecord(root, 'cpu.stat', parseThrottle);
  if (unified.kind === 'read') return unified;
  const separate = await readRecord(root, 'cpu/cpu.stat', parseThrottle);
  return separate.kind === 'read' ? separate : unified;
}

function parseRelease(text: string): string | undefined {
  const release = onlyLine(text);
  return release !== undefined && /^\d+\.\d+\S{0,100}$/.test(release) ? release : undefined;
}
