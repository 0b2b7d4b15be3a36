/**
 * Lines of the conntrack table, and files made of them: as Linux prints them from 3.18 on (`ct_seq_show`; zones have a direction since 4.3,
 * flows are offloaded since 4.16), and as conntrack(8) does (libnetfilter_conntrack, src/conntrack/snprintf_default.c).
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const VIP = '10.96.0.10';
export const POD = '10.244.1.7';
const V6 = {
  client: '0000:0000:0000:0000:0000:0000:0000:0005'.replace(/^0000/, 'fd00'),
  vip: 'fd00:0096:0000:0000:0000:0000:0000:000a',
  pod: 'fd00:0244:0000:0000:0000:0000:0000:0007',
};

const ORIGINAL = `src=10.244.0.5 dst=${VIP} sport=40001 dport=53 `;
const REPLY = `src=${POD} dst=10.244.0.5 sport=53 dport=40001 `;

/** Each of a UDP flow from 10.244.0.5 via the VIP to the pod. */
export const UDP_LINES = {
  'that is unreplied': `ipv4     2 udp      17 29 ${ORIGINAL}[UNREPLIED] ${REPLY}mark=0 zone=0 use=2`,
  'that was replied to': `ipv4     2 udp      17 29 ${ORIGINAL}${REPLY}mark=0 zone=0 use=2`,
  'that is assured': `ipv4     2 udp      17 118 ${ORIGINAL}${REPLY}[ASSURED] mark=0 secctx=system_u:object_r:unlabeled_t:s0 zone=0 use=2`,
  'without zones and marks': `ipv4     2 udp      17 29 ${ORIGINAL}${REPLY}use=2`,
  'with accounting and timestamps':
    `ipv4     2 udp      17 29 ${ORIGINAL}packets=1 bytes=61 [UNREPLIED] ${REPLY}packets=0 bytes=0 ` +
    'mark=0 secctx=null zone=0 delta-time=4 use=2',
  'with zones by direction':
    `ipv4     2 udp      17 29 ${ORIGINAL}zone-orig=3 packets=1 bytes=61 ${REPLY}zone-reply=4 ` +
    'packets=1 bytes=93 mark=0 use=2',
  'that is offloaded': `ipv4     2 udp      17 ${ORIGINAL}packets=9 bytes=610 ${REPLY}packets=9 bytes=910 [OFFLOAD] mark=0 zone=0 use=3`,
  'whose timer is late, as up to Linux 4.8': `ipv4     2 udp      17 -1 ${ORIGINAL}[UNREPLIED] ${REPLY}mark=0 zone=0 use=2`,
  'that conntrack(8) prints with all its fields':
    `ipv4     2 udp      17 29 ${ORIGINAL}zone-orig=3 packets=1 bytes=61 [UNREPLIED] ${REPLY}zone-reply=4 packets=0 bytes=0 ` +
    'mark=0 secmark=1 secctx=system_u:object_r:unlabeled_t:s0 delta-time=4 helper=dns use=1',
  'that the hardware carries': `ipv4     2 udp      17 ${ORIGINAL}${REPLY}[HW_OFFLOAD] mark=0 zone=0 use=3`,
} as const;

export const TCP_LINE = `ipv4     2 tcp      6 431999 ESTABLISHED ${ORIGINAL}${REPLY}[ASSURED] mark=0 zone=0 use=2`;
/** Each of the same flow over TCP, which has a state unless it is offloaded. */
export const TCP_LINES = {
  'that is established': TCP_LINE,
  'that waits for an answer': `ipv4     2 tcp      6 119 SYN_SENT ${ORIGINAL}[UNREPLIED] ${REPLY}mark=0 zone=0 use=2`,
  'that both ends opened': `ipv4     2 tcp      6 59 SYN_SENT2 ${ORIGINAL}${REPLY}mark=0 use=2`,
  'that is offloaded': `ipv4     2 tcp      6 ${ORIGINAL}${REPLY}[OFFLOAD] mark=0 zone=0 use=3`,
} as const;
export const UDP6_LINE =
  `ipv6     10 udp      17 29 src=${V6.client} dst=${V6.vip} sport=40001 dport=53 [UNREPLIED] ` +
  `src=${V6.pod} dst=${V6.client} sport=53 dport=40001 mark=0 zone=0 use=2`;
export const OTHER_LINES = [
  'ipv4     2 icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=53 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=53 mark=0 use=2',
  `ipv4     2 sctp     132 9 CLOSED src=10.0.0.1 dst=${VIP} sport=53 dport=53 src=${VIP} dst=10.0.0.1 sport=53 dport=53 mark=0 use=2`,
  'ipv4     2 unknown  2 559 src=0.0.0.0 dst=224.0.0.1 [UNREPLIED] src=224.0.0.1 dst=0.0.0.0 mark=0 use=2',
  `ipv4     2 tcp      6 9 TIME_WAIT src=10.0.0.1 dst=10.0.0.2 sport=5353 dport=443 src=10.0.0.2 dst=10.0.0.1 sport=443 dport=5353 [ASSURED] mark=0 use=2`,
  `ipv4     2 udp      17 9 src=10.0.0.1 dst=10.0.0.2 sport=5555 dport=53 src=10.0.0.2 dst=10.0.0.1 sport=53 dport=5555 mark=0 use=2`,
];

/** Calls `use` with the path of a file that holds `text`. */
export async function withFile<T>(text: string, use: (path: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
  try {
    const path = join(directory, 'nf_conntrack');
    writeFileSync(path, text, 'latin1');
    return await use(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const PODS = 3000;

/** UDP flows of some thousand pods, none of them replied to. */
export function* entries(count: number): Generator<string> {
  for (let index = 0; index < count; index += 1) {
    const pod = index % PODS;
    const client = `10.244.${pod >> 8}.${pod & 255}`;
    const port = 1024 + (index % 60_000);
    const original = `src=${client} dst=${VIP} sport=${port} dport=53 `;
    const reply = `src=${POD} dst=${client} sport=53 dport=${port} `;
    yield `ipv4     2 udp      17 29 ${original}[UNREPLIED] ${reply}mark=0 zone=0 use=2`;
  }
}
