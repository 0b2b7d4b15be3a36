/** The addresses that the node itself owns, from its procfs. A nameserver among them is a DNS cache on the node. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalAddress } from '../platform/address.ts';

/**
 * The node's own addresses, without loopback and without the VIPs of IPVS; none if `procNet` is not given. Each file that can't be read counts as
 * empty. IPVS gives each VIP to an interface of its own (kube-ipvs0), so there a VIP is local and no cache.
 */
export async function localAddresses(procNet: string | undefined): Promise<readonly string[]> {
  if (procNet === undefined) return [];
  const text = (name: string) => readFile(join(procNet, name), 'utf8').catch(() => '');
  const [trie, inet6, ipvs] = await Promise.all([text('fib_trie'), text('if_inet6'), text('ip_vs')]);
  const services = new Set(ipvsServices(ipvs));
  const own = [...localIpv4(trie), ...localIpv6(inet6)].map((address) => canonicalAddress(address));
  return [...new Set(own)].filter((address) => !services.has(address) && !isLoopback(address));
}

/** Leaves of the trie of type LOCAL with all 32 bits: addresses of interfaces (net/ipv4/fib_trie.c, `fib_trie_seq_show`). */
function localIpv4(trie: string): readonly string[] {
  const leaves = trie.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n((?:\s+\/\d+ .*\n?)*)/g);
  return [...leaves].flatMap(([, address = '', routes = '']) =>
    /\/32 host LOCAL/.test(routes) ? [address] : [],
  );
}

/** One address in each line, as 32 hexadecimal digits (net/ipv6/addrconf.c, `if6_seq_show`). */
function localIpv6(inet6: string): readonly string[] {
  return [...inet6.matchAll(/^([0-9a-f]{32}) /gim)].map(([, digits = '']) => grouped(digits));
}

/** `UDP  0A60000A:0035 rr` or `UDP  [fd00:0000:...:000a]:0035 rr` (net/netfilter/ipvs/ip_vs_ctl.c, `ip_vs_info_seq_show`). */
function ipvsServices(ipvs: string): readonly string[] {
  const four = [...ipvs.matchAll(/^(?:UDP|TCP)\s+([0-9A-F]{8}):/gim)].map(([, digits = '']) =>
    dotted(digits),
  );
  const six = [...ipvs.matchAll(/^(?:UDP|TCP)\s+\[([0-9a-f:]+)\]:/gim)].map(([, address = '']) => address);
  return [...four, ...six].map((address) => canonicalAddress(address));
}

function dotted(digits: string): string {
  return (digits.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
}

function grouped(digits: string): string {
  return (digits.match(/.{4}/g) ?? []).join(':');
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
