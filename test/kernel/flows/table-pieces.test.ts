/** The text of the conntrack table: from the file, or from the tool where there is no file and the namespace is the node's. */

import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { absent, type Reading, read } from '../../../src/domain/reading.ts';
import { readPieces } from '../../../src/kernel/files.ts';
import { tablePieces } from '../../../src/kernel/flows/table-pieces.ts';
import { TCP_LINE, VIP, withFile } from './entries.ts';

const OWN = '/proc/self/net';
const BOTH = { addresses: [VIP, 'fd00:96::a'] };

/** A tool that answers each call with the next of `answers`. */
function toolThat(...answers: readonly Reading<string>[]) {
  const calls: string[] = [];
  async function* tool(args: readonly string[]) {
    calls.push(args.join(' '));
    const answer = answers[calls.length - 1];
    if (answer !== undefined) yield answer;
  }
  return { calls, tool };
}

async function all(pieces: AsyncIterable<Reading<string>>): Promise<readonly Reading<string>[]> {
  const found = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

describe('the text of the conntrack table', () => {
  let sameNamespace = '';
  beforeEach(() => {
    sameNamespace = mkdtempSync(join(tmpdir(), 'fivesec-'));
    symlinkSync(`${OWN}/dev`, join(sameNamespace, 'dev'));
  });
  afterEach(() => rmSync(sameNamespace, { recursive: true }));

  it('is that of the file where there is one', async () => {
    const { calls, tool } = toolThat();
    await withFile(TCP_LINE, async (path) => {
      const places = { procNet: dirname(path), ownProcNet: OWN, piecesOf: readPieces, tool };
      expect(await all(tablePieces(places, BOTH))).toEqual([read(TCP_LINE)]);
    });
    expect(calls).toEqual([]);
  });

  it('is what the tool lists of each family where the kernel has no such file', async () => {
    const answers = [read('four', 'conntrack-tool'), read('six', 'conntrack-tool')];
    const { calls, tool } = toolThat(...answers);
    const places = { procNet: sameNamespace, ownProcNet: OWN, piecesOf: readPieces, tool };
    expect(await all(tablePieces(places, BOTH))).toEqual(answers);
    expect(calls).toEqual(['-L -f ipv4 -o extended', '-L -f ipv6 -o extended']);
  });

  it('is not taken from the tool in another network namespace', async () => {
    const { calls, tool } = toolThat(read('of the pod'));
    const places = { procNet: '/nowhere', ownProcNet: OWN, piecesOf: readPieces, tool };
    expect(await all(tablePieces(places, BOTH))).toMatchObject([{ kind: 'absent', reason: 'no-file' }]);
    expect(calls).toEqual([]);
  });

  it('is absent with both reasons where the tool fails as well', async () => {
    const { calls, tool } = toolThat(absent('no-permission', 'conntrack: you must be root'));
    const places = { procNet: sameNamespace, ownProcNet: OWN, piecesOf: readPieces, tool };
    const detail = `${sameNamespace}/nf_conntrack: ENOENT; conntrack: you must be root`;
    expect(await all(tablePieces(places, BOTH))).toEqual([absent('no-permission', detail)]);
    expect(calls).toHaveLength(1);
  });
});
