/**
 * The state of this machine that a lab might change, as a value to compare before and after. What labs of other processes
 * use at the moment is left out: their processes are alive and will remove it. So are namespaces and links of other programs, which are
 * made and removed on a shared machine at any time: a lab gives each of its own a name by which it is known.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isLinkName } from './ground/addresses.ts';
import { type Argv, finish } from './ground/command.ts';
import { isNamespaceName } from './ground/entry.ts';
import { Ledger } from './ground/ledger.ts';
import { ownConntrackLimit } from './ground/machine-limit.ts';
import { OVERLAYS } from './ground/namespace.ts';
import { sweep } from './ground/sweep.ts';

export interface Surroundings {
  readonly namespaces: readonly string[];
  /** Rules and links of this process's own network namespace. */
  readonly rules: string;
  readonly links: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly cgroups: readonly string[];
  /** Labs that are not torn down, overlays that `ip netns` would use, and labs' own directories. */
  readonly files: readonly string[];
  /** Processes that a lab started. */
  readonly processes: readonly string[];
}

const SYSCTLS = [
  'net/ipv4/ip_forward',
  'net/ipv6/conf/all/forwarding',
  'net/core/rmem_default',
  'net/core/rmem_max',
];
const CGROUPS = ['/sys/fs/cgroup', '/sys/fs/cgroup/cpu'];

/** Call it before a test: it removes what killed runs left. Otherwise the first lab would remove it in between. */
export async function lookAroundFirst(): Promise<Surroundings> {
  await sweep();
  return lookAround();
}

/** Reads everything once. Without a change in between, two readings are equal. */
export async function lookAround(): Promise<Surroundings> {
  const [nft, ...tables] = await Promise.all([
    saidBy(['nft', '--stateless', 'list', 'ruleset']),
    saidBy(['iptables-legacy-save']),
    saidBy(['ip6tables-legacy-save']),
  ]);
  const before = idsOfOthers();
  const marks = list('/proc').map(
    (entry) => /DNS_LAB_ID=\w+/.exec(text(`/proc/${entry}/environ`))?.[0] ?? '',
  );
  const overlays = list(OVERLAYS).filter(isNamespaceName);
  const temporary = list(tmpdir()).filter((name) => name.startsWith('fivesec-lab-'));
  const namespaces = list('/run/netns').filter(isNamespaceName);
  const cgroups = CGROUPS.flatMap((directory) => list(directory)).filter((name) => name.includes('fivesec'));
  const files = [...Ledger.all().map(({ id }) => id), ...overlays, ...temporary];
  // A lab of another process may have begun since, or ended.
  const others = [...before, ...idsOfOthers()];
  const isOurs = (text: string) => !others.some((id) => text.includes(id));
  return {
    namespaces: namespaces.filter(isOurs),
    rules: [nft, ...tables.map(rulesOnly)].join('\n'),
    links: list('/sys/class/net').filter(isLinkName),
    sysctls: {
      ...Object.fromEntries(SYSCTLS.map((name) => [name, text(`/proc/sys/${name}`)])),
      conntrackLimit: ownConntrackLimit(),
    },
    cgroups: cgroups.filter(isOurs),
    files: files.filter(isOurs),
    processes: marks.filter((mark) => mark !== '' && isOurs(mark)),
  };
}

/** Labs whose processes live, and are not this one. */
function idsOfOthers(): readonly string[] {
  return Ledger.all()
    .filter((ledger) => ledger.isOwned() && !ledger.isOwn())
    .map(({ id }) => id);
}

/** Empty if the program is not installed: then no lab has used it. */
function saidBy(argv: Argv): Promise<string> {
  return finish(argv).then(
    ({ stdout }) => stdout,
    () => '',
  );
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
