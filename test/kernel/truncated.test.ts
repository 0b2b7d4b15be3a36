/** A text cut short at any byte is absent, or as good as whole, or of fewer CPUs, which no difference is taken of. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeltaValues, ReadingKey, SnapshotValues } from '../../src/domain/node.ts';
import { read } from '../../src/domain/reading.ts';
import { parseToolStats, readToolEntries } from '../../src/kernel/conntrack-tool-stats.ts';
import type { Difference } from '../../src/kernel/difference.ts';
import type { Parser } from '../../src/kernel/parse.ts';
import type { Place, ReadingRow } from '../../src/kernel/reading-row.ts';
import { READING_KEYS, READINGS } from '../../src/kernel/readings.ts';
import { readSnapshot } from '../../src/kernel/snapshot.ts';
import { PROC } from '../support/machine/node-readings.ts';
import { fixture } from './fixtures.ts';

const TOOL_ROW =
  'found=31 invalid=0 insert=0 insert_failed=72 drop=65 early_drop=18 error=0 search_restart=0 clash_resolve=51 chaintoolong=26 ';
const TOOL = ['cpu=0   \t', 'cpu=1   \t', 'cpu=12  \t'].map((cpu) => `${cpu}${TOOL_ROW}\n`).join('');

/** Where the fixtures of a place are: a directory for each kernel, or for each version of cgroups. */
const FIXTURES: Readonly<Record<Place, readonly string[]>> = {
  'node-net': ['linux-4.19/net', 'linux-5.10/net', 'linux-6.18/net'],
  'own-net': ['linux-4.19/net', 'linux-5.10/net', 'linux-6.18/net'],
  sysctl: ['sys'],
  'own-cgroup': ['cgroup-v1', 'cgroup-v2'],
};

/** Each fixture of each reading. Two readings with one parser read the same of a file. */
const TEXTS = [
  ...new Map(
    READING_KEYS.flatMap((key) =>
      FIXTURES[READINGS[key].place]
        .flatMap((directory) => READINGS[key].files.map((file) => `${directory}/${file}`))
        .filter((path) => existsSync(`${PROC}/${path}`))
        .map((path) => [`${path} ${READINGS[key].parse.toString()}`, [key, path] as const] as const),
    ),
  ).values(),
];

function cuts(text: string): string[] {
  return Array.from({ length: text.length }, (_, length) => text.slice(0, length));
}

/** Each part that can be read is as good as the whole, or both ways a difference from or to it is absent. */
function expectWholeOrNoDifference<S>(
  text: string,
  parse: Parser<S>,
  difference: Difference<S, unknown>,
): void {
  const whole = parse(text);
  if (whole === undefined) throw new Error('the whole text cannot be read');
  for (const cut of cuts(text)) {
    const found = parse(cut);
    if (found === undefined) continue;
    expect(cut.endsWith('\n'), JSON.stringify(cut.slice(-20))).toBe(true);
    if (isDeepStrictEqual(found, whole)) continue;
    for (const [before, after] of [
      [whole, found],
      [found, whole],
    ] as const)
      expect(difference(read(before), read(after), 1000).kind).toBe('absent');
  }
}

function expectRow<K extends ReadingKey>(key: K, text: string): void {
  const row: ReadingRow<SnapshotValues[K], DeltaValues[K]> = READINGS[key];
  expectWholeOrNoDifference(text, row.parse, row.difference);
}

describe('a text cut short', () => {
  it.each(TEXTS)('of %s, %s, gives the whole value or no difference', (key, path) =>
    expectRow(key, fixture(path)),
  );

  it('is tested for every reading', () => {
    const tried = new Set(TEXTS.map(([key]) => READINGS[key].files[0]));
    expect(READING_KEYS.filter((key) => !tried.has(READINGS[key].files[0]))).toEqual([]);
  });

  it('of conntrack -S gives the whole value or no difference', () =>
    expectWholeOrNoDifference(TOOL, parseToolStats, READINGS.conntrack.difference));

  it('of conntrack -C is absent', async () => {
    for (const cut of cuts('26214\n'))
      expect((await readToolEntries(async () => read(cut, 'conntrack-tool'))).kind).toBe('absent');
  });
});

describe('a sysctl cut short', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
    mkdirSync(join(directory, 'net/netfilter'), { recursive: true });
    mkdirSync(join(directory, 'kernel'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is not read: the limit of 262144 entries would be 26', async () => {
    const [limit, release] = [fixture('sys/net/netfilter/nf_conntrack_max'), fixture('sys/kernel/osrelease')];
    for (let length = 0; length < Math.max(limit.length, release.length); length += 1) {
      writeFileSync(join(directory, 'net/netfilter/nf_conntrack_max'), limit.slice(0, length));
      writeFileSync(join(directory, 'kernel/osrelease'), release.slice(0, length));
      const taken = await readSnapshot({
        ownProcNet: directory,
        procSys: directory,
        cgroup: directory,
        clock: { now: () => 1, wall: () => 2 },
      });
      expect(taken.conntrackLimit.kind).toBe(length < limit.length ? 'absent' : 'read');
      expect(taken.kernel.kind).toBe(length < release.length ? 'absent' : 'read');
    }
  });
});
