/** The addresses that the node itself owns, from its procfs. A nameserver among them is a DNS cache on the node. */

import { join } from 'node:path';
import { isLoopback } from '../domain/server.ts';
import { canonicalAddress } from '../platform/address.ts';
import { readPieces } from './files.ts';
import { LineSplitter } from './line-splitter.ts';

/**
 * The node's own addresses, without loopback and without the VIPs of IPVS; none if `procNet` is not given. A file that can't be
 * read counts as empty. IPVS gives each VIP to an interface (kube-ipvs0), so there a VIP is local although no cache has it.
 */
export async function localAddresses(procNet: string | undefined): Promise<readonly string[]> {
  if (procNet === undefined) return [];
  const addresses = (name: string, parse: AddressParser) => addressesIn(join(procNet, name), parse);
  const own = [
    ...(await addresses('fib_trie', interfaceAddresses())),
    ...(await addresses('if_inet6', inet6Address)),
  ];
  const services = new Set(await addresses('ip_vs', ipvsService));
  return [...new Set(own)].filter((address) => !services.has(address) && !isLoopback(address));
}

/** The address that a line completes, if it completes one. */
type AddressParser = (line: string) => string | undefined;

/** Streamed: on a router `fib_trie` has several lines for each of many thousand routes. */
async function addressesIn(path: string, parse: AddressParser): Promise<readonly string[]> {
  const found: string[] = [];
  const splitter = new LineSplitter();
  for await (const piece of readPieces(path)) {
    if (piece.kind === 'absent') break;
    for (const line of splitter.linesOf(piece.value)) {
      const address = parse(line);
      if (address !== undefined) found.push(canonicalAddress(address));
    }
  }
  return found;
}

/** Leaves of the trie, with a route of type LOCAL for the address alone (net/ipv4/fib_trie.c, `fib_trie_seq_show`). */
function interfaceAddresses(): AddressParser {
  let leaf: string | undefined;
  return (line) => {
    const [, address] = /^ *\|-- (\d+\.\d+\.\d+\.\d+)$/.exec(line) ?? [];
    if (address !== undefined) leaf = address;
    return / \/32 host LOCAL/.test(line) ? leaf : undefined;
  };
}

/** One address in each line, as 32 hexadecimal digits (net/ipv6/addrconf.c, `if6_seq_show`). */
const inet6Address: AddressParser = (line) => {
  const [, digits] = /^([0-9a-f]{32}) /i.exec(line) ?? [];
  return digits?.match(/.{4}/g)?.join(':');
};

/** `UDP  0A600014:0035 rr` or `UDP  [fd00:0000:...:000a]:0035 rr` (net/netfilter/ipvs/ip_vs_ctl.c, `ip_vs_info_seq_show`). */
const ipvsService: AddressParser = (line) => {
  const [, digits, address] = /^(?:UDP|TCP)\s+(?:([0-9A-F]{8})|\[([0-9a-f:]+)\]):/i.exec(line) ?? [];
  return digits === undefined
    ? address
    : digits
        .match(/../g)
        ?.map((byte) => Number.parseInt(byte, 16))
        .join('.');
};
