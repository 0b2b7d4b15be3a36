/** What a lab needs from the machine, and what to do if it is missing. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '../../src/platform/failure.ts';
import { whyNoCoreDns } from './dns/coredns-build.ts';
import { finish } from './ground/command.ts';
import type { ProxyStyle, Topology } from './topology.ts';

/** Each program with its Debian package. */
const PACKAGES = {
  ip: 'iproute2',
  nft: 'nftables',
  conntrack: 'conntrack',
  dnsmasq: 'dnsmasq-base',
  unbound: 'unbound',
  tcpdump: 'tcpdump',
  bpftrace: 'bpftrace',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  cc: 'gcc libc6-dev',
  'musl-gcc': 'musl-tools',
  ipvsadm: 'ipvsadm',
  'iptables-nft': 'iptables',
  'iptables-legacy': 'iptables',
} as const;
export type Program = keyof typeof PACKAGES;

const OF_PROXY: Readonly<Record<ProxyStyle, readonly Program[]>> = {
  'iptables-nft': ['iptables-nft'],
  'iptables-legacy': ['iptables-legacy'],
  nftables: [],
  ipvs: ['ipvsadm', 'iptables-nft'],
  none: [],
};

/** If `topology` can't be set up on this machine, throws a `Failure` of one line that says what to install or do. */
export async function demand(topology: Topology, programs: readonly Program[] = []): Promise<void> {
  const reason = (await whyNot(topology)) ?? missingPrograms(programs);
  if (reason !== undefined) throw new Failure('cannot-run', reason);
}

/** Why `topology` can't be set up on this machine; undefined if it can. */
export async function whyNot(topology: Topology): Promise<string | undefined> {
  const reason = whyNotHere();
  if (reason !== undefined) return reason;
  const servers = [...topology.dnsPods, topology.upstream].filter((server) => typeof server === 'string');
  const missing = missingPrograms([
    ...(['ip', 'nft', 'conntrack', 'unshare'] as const),
    ...OF_PROXY[topology.proxy],
    ...servers.filter((server) => server !== 'coredns'),
    ...(topology.nodeLocal === 'absent' ? [] : (['dnsmasq'] as const)),
  ]);
  if (missing !== undefined) return missing;
  // The last check, because compiling takes a minute: everything else that is missing is reported before it.
  return (await missingModule(topology.proxy)) ?? (servers.includes('coredns') ? whyNoCoreDns() : undefined);
}

/** Why this process can make no lab of any topology, and can't tear one down; undefined if it can. */
export function whyNotHere(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux: it is made of network namespaces';
  return process.getuid?.() === 0 ? undefined : 'the lab needs root: run it with sudo';
}

/** One line that says what to install if one of `programs` is missing. */
export function missingPrograms(
  programs: readonly Program[],
  path = process.env['PATH'] ?? '',
): string | undefined {
  const missing = programs.filter((program) => !onPath(program, path));
  if (missing.length === 0) return undefined;
  const packages = new Set(missing.map((program) => PACKAGES[program]));
  return `the lab needs ${missing.join(', ')}: apt-get install ${[...packages].join(' ')}`;
}

/** Tries the proxy's tables in a separate namespace, which ends with the command. */
async function missingModule(style: ProxyStyle): Promise<string | undefined> {
  const trials: Readonly<Record<ProxyStyle, string>> = {
    'iptables-nft': iptablesTrial('iptables-nft'),
    'iptables-legacy': iptablesTrial('iptables-legacy'),
    nftables:
      'nft add table ip t && nft add chain ip t c "{ type nat hook prerouting priority -100; }" && nft add chain ip t r && nft add rule ip t r ct state new reject',
    ipvs: 'ipvsadm -A -u 192.0.2.1:53 -s rr && ip link add kube-ipvs0 type dummy',
    none: 'true',
  };
  const { code, stderr } = await finish(['unshare', '--net', 'sh', '-c', trials[style]]);
  if (code === 0) return undefined;
  const [said = ''] = stderr.trim().split('\n');
  const why = said === '' ? '' : ` (${said})`;
  return `this kernel can't do ${style}: load its modules or choose another proxy style${why}`;
}

/** One rule of each kind that kube-proxy writes. */
function iptablesTrial(program: string): string {
  return [
    `${program} -t nat -A PREROUTING -m statistic --mode random --probability 0.5 -j RETURN`,
    `${program} -t filter -A FORWARD -m conntrack --ctstate NEW -j REJECT`,
  ].join(' && ');
}

function onPath(program: string, path: string): boolean {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
