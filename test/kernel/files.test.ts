import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { quickTextOf, readText, sameNetDirectory } from '../../src/kernel/files.ts';
import { PROC } from '../support/machine/node-readings.ts';
import { requirement } from '../support/machine/requirement.ts';

describe('a file of the kernel', () => {
  it('is absent with the reason why it cannot be read', async () => {
    expect(await readText(`${PROC}/nowhere`)).toMatchObject({ kind: 'absent', reason: 'no-file' });
    expect(await readText(PROC)).toMatchObject({ kind: 'absent', reason: 'unparsable' });
  });

  it('says so when permission is missing', async (context) => {
    // Write-only even for root: sysctl files know no CAP_DAC_OVERRIDE (proc_sys_permission).
    const forbidden = '/proc/sys/vm/compact_memory';
    requirement(context, existsSync(forbidden), 'there is no Linux sysctl to be denied');
    expect(await readText(forbidden)).toMatchObject({ kind: 'absent', reason: 'no-permission' });
  });
});

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

describe('two net directories', () => {
  it('are the same when they show one network namespace', async () => {
    expect(await sameNetDirectory('/proc/self/net', `/proc/${process.pid}/net`)).toBe(true);
  });

  it('differ when they show two', async (context) => {
    const child = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; read line'], { stdio: 'pipe' });
    const ready = await new Promise<boolean>((resolve) => {
      child.stdout.once('data', () => resolve(true));
      child.once('error', () => resolve(false));
      child.once('exit', () => resolve(false));
    });
    requirement(context, ready, 'the test needs the right to make a network namespace (root, unshare)');
    const same = await sameNetDirectory('/proc/self/net', `/proc/${child.pid}/net`);
    child.stdin.end();
    expect(same).toBe(false);
  });

  it('are not the same when one cannot be read', async () => {
    expect(await sameNetDirectory('/proc/self/net', `${PROC}/nowhere`)).toBe(false);
  });
});
