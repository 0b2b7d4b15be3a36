/**
 * Faults around the agent's measuring half, on real sockets. After each fault every probe that started has ended, every outcome is counted
 * once, no probe threw, and no descriptor is left.
 */

import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type DnsServer, startDnsServer } from '../../../src/demo/dns-server.ts';
import { always } from '../../../src/demo/script.ts';
import { formatServer } from '../../../src/domain/server.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { sumOf } from '../../lab/agent-in-pod.ts';
import { type CountedRig, countedRig } from '../../support/agent/counted-rig.ts';
import { openDescriptors } from '../../support/machine/open-descriptors.ts';
import { floodingServer } from '../../support/wire/flooding-server.ts';
import { hangPool } from '../../support/wire/hung-pool.ts';

const ANSWER = always({ kind: 'answer' });
const HOUR_MS = 3_600_000;

let server: DnsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(port = 0): Promise<string> {
  server = await startDnsServer({ address: '127.0.53.10', port, script: ANSWER, clock: systemClock });
  return formatServer(server.server);
}

/** Ends it, and checks what must hold after every fault. */
async function reconciled(rig: CountedRig, before: number): Promise<void> {
  const { started, ended, judged, counted, broke } = await rig.end();
  expect(broke).toEqual([]);
  expect({ ended, counted }).toEqual({ ended: started, counted: judged });
  expect(started - judged).toBeLessThan(200);
  await server?.close();
  server = undefined;
  await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
}

it('a nameserver that goes and comes back', async () => {
  const before = openDescriptors();
  const vip = await serve();
  const { port } = server?.server ?? { port: 0 };
  const rig = await countedRig({ flags: () => ({ nameserver: [vip] }) });
  await rig.probes(40);
  await server?.close();
  await rig.probes(40);
  await serve(port);
  await rig.probes(40);
  await reconciled(rig, before);
});

it('a resolv.conf that is replaced, emptied, removed and replaced again', async () => {
  const before = openDescriptors();
  const rig = await countedRig({ resolvConf: 'nameserver 127.0.53.31\n' });
  const file = join(rig.folder, 'resolv.conf');
  const nameserver = () => rig.rig.nameservers().map(({ address }) => address);
  const replace = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  await rig.probes(20);
  for (const last of [32, 33, 34, 35, 36, 37, 38, 39]) {
    replace(`nameserver 127.0.53.${last}\noptions timeout:1 attempts:1\n`);
    await expect.poll(nameserver).toEqual([`127.0.53.${last}`]);
    await rig.probes(8);
  }
  writeFileSync(file, '');
  await expect.poll(nameserver).toEqual(['127.0.0.1']);
  rmSync(file);
  await rig.probes(20);
  expect(nameserver()).toEqual(['127.0.0.1']);
  replace('nameserver 127.0.53.40\noptions timeout:1 attempts:1\n');
  await expect.poll(nameserver).toEqual(['127.0.53.40']);
  await reconciled(rig, before);
});

it('a proc directory that goes and comes back: the readings go on after it, and nothing is named for it', async () => {
  const before = openDescriptors();
  const vip = await serve();
  const rig = await countedRig({
    flags: (folder) => {
      cpSync('test/fixtures/proc/linux-6.18/net', join(folder, 'net'), { recursive: true });
      return { nameserver: [vip], procNet: join(folder, 'net') };
    },
  });
  await rig.probes(20);
  renameSync(join(rig.folder, 'net'), join(rig.folder, 'gone'));
  await rig.probes(40);
  renameSync(join(rig.folder, 'gone'), join(rig.folder, 'net'));
  const backMs = systemClock.now();
  await expect.poll(() => rig.window.latest.takenAtMs).toBeGreaterThan(backMs);
  expect([rig.window.latest.conntrack.kind, rig.window.latest.udp.kind]).toEqual(['read', 'read']);
  expect(rig.sureCauses()).toEqual([]);
  await reconciled(rig, before);
});

it('a wall clock that is set an hour forward, and two hours back', async () => {
  const before = openDescriptors();
  const vip = await serve();
  let offsetMs = 0;
  const clock = { ...systemClock, wall: () => systemClock.wall() + offsetMs };
  const rig = await countedRig({ clock, flags: () => ({ nameserver: [vip] }) });
  await rig.probes(40);
  for (const hours of [1, -1]) {
    offsetMs = hours * HOUR_MS;
    await rig.probes(40);
    expect(rig.sureCauses()).toEqual([]);
  }
  await reconciled(rig, before);
});

it("threads of libuv's pool that hang: races go on, and nothing is named for it", async () => {
  const before = openDescriptors();
  const vip = await serve();
  const rig = await countedRig({ strategies: ['pair', 'race'], flags: () => ({ nameserver: [vip] }) });
  await rig.probes(20);
  await using pool = hangPool();
  await rig.probes(40);
  expect(rig.sureCauses()).toEqual([]);
  await pool.release();
  await rig.probes(20);
  await reconciled(rig, before);
});

it('thousands of packets a second with the right id from a wrong source: none is believed, and no answer is missed', async () => {
  const before = openDescriptors();
  {
    await using flood = await floodingServer('127.0.53.10', 80);
    const rig = await countedRig({
      flags: () => ({ nameserver: [`127.0.53.10:${flood.port}`], strategy: ['pair', 'separate'] }),
    });
    await rig.probes(100);
    expect(rig.sureCauses()).toEqual([]);
    expect(flood.flooded()).toBeGreaterThan(10_000);
    const counts = await rig.end();
    expect(sumOf(counts.exposition, 'fivesec_strays_total', 'kind="wrong-source"')).toBeGreaterThan(1000);
    expect(sumOf(counts.exposition, 'fivesec_query_timeouts_total')).toBe(0);
    expect(counts).toMatchObject({ broke: [], ended: counts.started, counted: counts.judged });
  }
  await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
});
