import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { type PiecesOf, readText } from '../../src/kernel/files.ts';
import { quickPiecesOf, quickTextOf } from '../../src/kernel/quick-files.ts';
import { PROC } from '../support/machine/node-readings.ts';

/** Was it read without a turn of the event loop? A reading in the pool needs some. */
async function isReadHere(reading: Promise<unknown>): Promise<boolean> {
  let isRead = false;
  void reading.then(() => {
    isRead = true;
  });
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  const isHere = isRead;
  await reading;
  return isHere;
}

describe('a file that is read again and again', () => {
  it('is read in the pool once, and then in this thread', async () => {
    const textOf = quickTextOf({ now: () => 0 });
    const path = `${PROC}/linux-6.18/net/snmp`;
    const places: boolean[] = [];
    for (let time = 0; time < 3; time += 1) places.push(await isReadHere(textOf(path)));
    expect(places).toEqual([false, true, true]);
    expect(await textOf(path)).toEqual(await readText(path));
    expect(await textOf(`${PROC}/nowhere`)).toEqual(await textOf(`${PROC}/nowhere`));
  });

  it('shows what it contains now, and that it is gone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
    const path = join(directory, 'file');
    const textOf = quickTextOf({ now: () => 0 });
    const texts: unknown[] = [];
    for (const text of ['one', 'two']) {
      writeFileSync(path, text);
      texts.push(await textOf(path));
    }
    rmSync(directory, { recursive: true });
    expect(texts).toEqual([read('one'), read('two')]);
    expect(await textOf(path)).toMatchObject({ kind: 'absent', reason: 'no-file' });
  });

  it('is read in the pool for ten minutes after it took long', async () => {
    // Each look at the clock takes so long.
    let [nowMs, tookMs] = [0, 0];
    const textOf = quickTextOf({
      now: () => {
        nowMs += tookMs;
        return nowMs;
      },
    });
    const path = `${PROC}/linux-6.18/net/snmp`;
    const isHere = () => isReadHere(textOf(path));
    await textOf(path);
    tookMs = 30;
    expect(await isHere()).toBe(true);
    tookMs = 0;
    nowMs += 599_000;
    expect(await isHere()).toBe(false);
    nowMs += 1_001;
    expect([await isHere(), await isHere()]).toEqual([true, true]);
  });
});

describe('the pieces of a file that is read again and again', () => {
  let directory = '';
  let path = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
    path = join(directory, 'file');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function all(pieces: AsyncIterable<unknown>): Promise<readonly unknown[]> {
    const found = [];
    for await (const piece of pieces) found.push(piece);
    return found;
  }
  const piecesIn = (piecesOf: PiecesOf) => all(piecesOf(path));

  it('are read in the pool once, and then the first in this thread and the others in the pool', async () => {
    const text = 'x'.repeat(70_000);
    writeFileSync(path, text);
    const piecesOf = quickPiecesOf({ now: () => 0 });
    const expected = [read(text.slice(0, 65_536)), read(text.slice(65_536))];
    const pieces = piecesOf(path);
    expect(await isReadHere(pieces.next())).toBe(false);
    expect(await all(pieces)).toEqual(expected.slice(1));

    const again = piecesOf(path);
    expect([await isReadHere(again.next()), await isReadHere(again.next())]).toEqual([true, false]);
    expect(await piecesIn(piecesOf)).toEqual(expected);
  });

  it('are one piece of a small file, also while it grows and shrinks, and none of an empty one', async () => {
    const piecesOf = quickPiecesOf({ now: () => 0 });
    const seen: unknown[] = [];
    for (const text of ['one', 'one and two', '', 'two']) {
      writeFileSync(path, text);
      seen.push(await piecesIn(piecesOf));
    }
    expect(seen).toEqual([[read('one')], [read('one and two')], [], [read('two')]]);
  });

  it('end with the reason when the file is gone, and are read again when it is back', async () => {
    const piecesOf = quickPiecesOf({ now: () => 0 });
    writeFileSync(path, 'one');
    await piecesIn(piecesOf);
    rmSync(path);
    expect(await piecesIn(piecesOf)).toMatchObject([{ kind: 'absent', reason: 'no-file' }]);
    writeFileSync(path, 'two');
    expect(await piecesIn(piecesOf)).toEqual([read('two')]);
  });

  it('are left to the pool after a millisecond in this thread, and all of them for ten minutes where the first took long', async () => {
    let [nowMs, tookMs] = [0, 0];
    const now = () => {
      nowMs += tookMs;
      return nowMs;
    };
    const piecesOf = quickPiecesOf({ now });
    const text = await readText('/proc/kallsyms');
    expect(text.kind).toBe('read');
    const isHere = () => isReadHere(piecesOf('/proc/kallsyms').next());
    const lengthOf = async () => {
      const { value } = await piecesOf('/proc/kallsyms').next();
      return value?.kind === 'read' ? value.value.length : undefined;
    };
    await all(piecesOf('/proc/kallsyms'));
    // Procfs returns a page at most for each read(2): many pages are a piece here, and one where each takes a millisecond.
    expect(await lengthOf()).toBeGreaterThan(60_000);
    tookMs = 1;
    expect(await lengthOf()).toBeLessThanOrEqual(4096);
    tookMs = 2;
    expect(await isHere()).toBe(true);
    tookMs = 0;
    expect(await isHere()).toBe(false);
    nowMs += 600_000;
    expect(await isHere()).toBe(true);
  });
});
