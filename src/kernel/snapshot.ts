/** Reads all counters at once. A value that can't be read is absent with its reason. Never throws, never guesses. */

import type { NodeSnapshot, ReadingKey, SnapshotReadings, SnapshotValues } from '../domain/node.ts';
import { absent, type Reading } from '../domain/reading.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { RunTool } from './conntrack-tool.ts';
import { readText, sameNetDirectory, type TextOf } from './files.ts';
import { parsed } from './parse.ts';
import type { Place, ReadingSource } from './reading-row.ts';
import { READING_KEYS, READINGS } from './readings.ts';

/** Where to read. The operator gives the first, the node's directory; the others are the agent's own. */
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
  /** Reads the files; in a thread of libuv's pool if not given. */
  readonly textOf?: TextOf;
  /** Monotonic and wall clock, milliseconds: platform/clock.ts. */
  readonly clock: { now(): number; wall(): number };
}

/** Every reading of the node, if its `net` directory of procfs is not configured. */
export const NO_PROC_NET = absent(
  'not-configured',
  "fivesec runs without --proc-net, which gives it the node's counters",
);

/** All readings of the table, at one instant: each file is read once. */
export async function readSnapshot(paths: ReadingPaths): Promise<NodeSnapshot> {
  const takenAt = paths.clock.wall();
  const takenAtMs = paths.clock.now();
  const textOf = eachFileOnce(paths.textOf ?? readText);
  const readings = await Promise.all(
    READING_KEYS.map(async (key) => [key, await readOne(key, paths, textOf)] as const),
  );
  // One reading for each key of the table, so the record has its shape.
  return { takenAt, takenAtMs, ...(Object.fromEntries(readings) as SnapshotReadings) };
}

/** Several readings may come from one file: they share one text, read at one instant. */
function eachFileOnce(textOf: TextOf): TextOf {
  const texts = new Map<string, Promise<Reading<string>>>();
  return (path) => {
    const text = texts.get(path) ?? textOf(path);
    texts.set(path, text);
    return text;
  };
}

async function readOne<K extends ReadingKey>(
  key: K,
  paths: ReadingPaths,
  textOf: TextOf,
): Promise<Reading<SnapshotValues[K]>> {
  const row: ReadingSource<SnapshotValues[K]> = READINGS[key];
  const reading = await fromFiles(row, directoryOf(row.place, paths), textOf);
  if (reading.kind === 'read' || row.tool === undefined) return reading;
  const { procNet, ownProcNet, conntrackTool } = paths;
  if (reading.reason !== 'no-file' || procNet === undefined || conntrackTool === undefined) return reading;
  // The tool reads the namespace in which it runs. A pod's own counters must never be taken for the node's.
  return (await sameNetDirectory(procNet, ownProcNet)) ? row.tool(conntrackTool) : reading;
}

/** The text of the row's first file that can be read; if there is none, the reason for the first file. */
async function fromFiles<S>(
  { files, parse }: ReadingSource<S>,
  directory: string | undefined,
  textOf: TextOf,
): Promise<Reading<S>> {
  if (directory === undefined) return NO_PROC_NET;
  const [first, ...others] = files.map((file) => `${directory}/${file}`);
  if (first === undefined) return NO_PROC_NET;
  const reading = parsed(await textOf(first), parse, first);
  if (reading.kind === 'read') return reading;
  for (const path of others) {
    const other = parsed(await textOf(path), parse, path);
    if (other.kind === 'read') return other;
  }
  return reading;
}

function directoryOf(place: Place, paths: ReadingPaths): string | undefined {
  switch (place) {
    case 'node-net':
      return paths.procNet;
    case 'own-net':
      return paths.ownProcNet;
    case 'sysctl':
      return paths.procSys;
    case 'own-cgroup':
      return paths.cgroup;
    default:
      return assertNever(place);
  }
}
