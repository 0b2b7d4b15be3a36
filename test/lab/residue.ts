/** What of this machine a lab might have changed, as text to compare before and after. */

import { readdirSync, readFileSync } from 'node:fs';
import { finish } from './ground/command.ts';
import { LABS_DIRECTORY } from './ground/ledger.ts';

export interface Surroundings {
  readonly namespaces: readonly string[];
  /** Rules and links of the namespace that this process is in. */
  readonly rules: string;
  readonly links: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly cgroups: readonly string[];
  /** Labs that are not torn down, and overlays that `ip netns` would use. */
  readonly files: readonly string[];
  /** Processes that some lab started. */
  readonly processes: readonly string[];
}

const SYSCTLS = [
  'net/netfilter/nf_conntrack_max',
  'net/ipv4/ip_forward',
  'net/ipv6/conf/all/forwarding',
  'net/core/rmem_default',
  'net/core/rmem_max',
];
const CGROUPS = ['/sys/fs/cgroup', '/sys/fs/cgroup/cpu'];

/** Looks at everything once; two looks with nothing in between are equal. */
export async function lookAround(): Promise<Surroundings> {
  const [nft, ...tables] = await Promise.all([
    finish(['nft', '--stateless', 'list', 'ruleset']),
    ...['iptables-legacy-save', 'ip6tables-legacy-save'].map((program) =>
      finish([program]).catch(() => undefined),
    ),
  ]);
  return {
    namespaces: list('/run/netns'),
    rules: [nft.stdout, ...tables.map((table) => rulesOnly(table?.stdout ?? ''))].join('\n'),
    links: list('/sys/class/net'),
    sysctls: Object.fromEntries(SYSCTLS.map((name) => [name, text(`/proc/sys/${name}`)])),
    cgroups: CGROUPS.flatMap((directory) => list(directory)).filter((name) => name.includes('fivesec')),
    files: [...list(LABS_DIRECTORY), ...list('/etc/netns')],
    processes: list('/proc').filter((entry) => text(`/proc/${entry}/environ`).includes('DNS_LAB_ID=')),
  };
}

/** Saved tables without comments, packet counters, or tables that hold nothing. */
function rulesOnly(saved: string): string {
  return saved
    .split('\n')
    .filter((line) => line.startsWith('-A'))
    .join('\n');
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
