/** The files are as Linux 6.18 writes them, shortened; `linux-6.1-ipvs` has whole ones of a node with kube-proxy's IPVS. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localAddresses } from '../../src/kernel/local-addresses.ts';
import { PROC } from '../support/machine/node-readings.ts';

const FIB_TRIE = `Main:
  +-- 0.0.0.0/0 3 0 4
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 10.0.0.0/8 2 0 2
        +-- 10.96.0.0/12 2 0 2
           |-- 10.96.0.10
              /32 host LOCAL
           |-- 10.96.0.20
              /32 host LOCAL
        |-- 10.244.1.0
           /24 link UNICAST
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
     |-- 192.0.2.7
        /32 link UNICAST
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
`;
const IF_INET6 = `00000000000000000000000000000001 01 80 10 80       lo
fd00000000000000000000000000000a 02 40 00 80     eth0
`;
const IP_VS = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
UDP  0A600014:0035 rr
  -> 0AF40102:0035      Masq    1      0          0
`;

let procNet = '';
beforeEach(() => {
  procNet = mkdtempSync(join(tmpdir(), 'fivesec-net-'));
});
afterEach(() => rmSync(procNet, { recursive: true }));

it('are those of all interfaces, without loopback, networks and neighbours', async () => {
  writeFileSync(join(procNet, 'fib_trie'), FIB_TRIE);
  writeFileSync(join(procNet, 'if_inet6'), IF_INET6);
  expect(await localAddresses(procNet)).toEqual(['10.96.0.10', '10.96.0.20', '192.0.2.7', 'fd00::a']);
});

it('leave out the VIPs of IPVS, which are on an interface of their own', async () => {
  writeFileSync(join(procNet, 'fib_trie'), FIB_TRIE);
  writeFileSync(join(procNet, 'ip_vs'), IP_VS);
  expect(await localAddresses(procNet)).toEqual(['10.96.0.10', '192.0.2.7']);
});

it('leave out the VIP in the files of a node with IPVS', async () => {
  expect(await localAddresses(`${PROC}/linux-6.1-ipvs/net`)).toEqual(
    expect.arrayContaining(['10.244.1.1', '10.244.101.1', '10.244.102.1', 'fd00:10:244:1::1']),
  );
  expect(await localAddresses(`${PROC}/linux-6.1-ipvs/net`)).not.toContain('10.96.0.10');
});

it('are none where nothing can be read, or anything else is in the files', async () => {
  expect(await localAddresses(undefined)).toEqual([]);
  expect(await localAddresses(procNet)).toEqual([]);
  for (const name of ['fib_trie', 'if_inet6', 'ip_vs'])
    writeFileSync(join(procNet, name), '\u0000|-- 10.0.0\nUDP [:]:\n');
  expect(await localAddresses(procNet)).toEqual([]);
});
