/** Selects the lines of the conntrack table that are flows to DNS: first by a quick test of the text, then by the parsed entry. */

import { isIP } from 'node:net';
import type { Flow, FlowFilter } from '../../domain/flow.ts';
import type { Server } from '../../domain/server.ts';
import { canonicalAddress } from '../../platform/address.ts';

export interface CompiledFilter {
  /** Could this line be such a flow? Only such lines are parsed. */
  readonly maybe: (line: string) => boolean;
  /** The flow with canonical addresses, or `undefined` if it is not to DNS. */
  readonly flowOf: (entry: Flow) => Flow | undefined;
}

/** The size of the cache of canonical addresses. A full cache is emptied, so that hostile sources can't use up memory. */
const REMEMBERED = 4096;

export function compileFilter({ addresses, ports }: FlowFilter): CompiledFilter {
  const wanted = new Set(addresses.flatMap((address) => [kernelForm(address), toolForm(address)]));
  const wantedPorts = new Set(ports);
  const [address, port] = [alternatives([...wanted]), alternatives(ports.map(String))];
  const either = new RegExp(
    `dst=${address} sport=\\d+ dport=${port} |src=${address} dst=\\S+ sport=${port} `,
  );
  const matches = (server: Server) => wantedPorts.has(server.port) && wanted.has(server.address);
  const canonical = rememberingCanonical();
  const canonicalServer = (server: Server) => ({ address: canonical(server.address), port: server.port });
  return {
    maybe: (line) => wanted.size > 0 && ports.length > 0 && either.test(line),
    flowOf: (entry) =>
      matches(entry.destination) || matches(entry.backend)
        ? {
            ...entry,
            client: canonicalServer(entry.client),
            destination: canonicalServer(entry.destination),
            backend: canonicalServer(entry.backend),
          }
        : undefined,
  };
}

/** An address as procfs shows it: of IPv6 all eight groups with all four digits (`%pI6`, lib/vsprintf.c). */
export function kernelForm(address: string): string {
  const canonical = toolForm(address);
  if (isIP(canonical) !== 6) return canonical;
  const [head = '', tail] = canonical.split('::');
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join(':');
}

/** An address as conntrack(8) prints it: the shortest form (inet_ntop(3)). */
function toolForm(address: string): string {
  const [canonical = ''] = canonicalAddress(address).split('%');
  return canonical;
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

/** Caches copies: in V8 a part of a text is a view of it, so that an address would keep the whole piece of the file alive. */
function rememberingCanonical(): (address: string) => string {
  const known = new Map<string, string>();
  return (address) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED) known.clear();
    const copy = Buffer.from(address, 'latin1').toString('latin1');
    const canonical = canonicalAddress(copy);
    known.set(copy, canonical);
    return canonical;
  };
}

/** A part of a regular expression that matches one of `texts` literally. */
function alternatives(texts: readonly string[]): string {
  return `(?:${texts.map((text) => text.replace(/[^0-9A-Za-z:]/g, '\\$&')).join('|')})`;
}
