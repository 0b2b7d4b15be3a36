/** Adds up the fates of fivesec's own queries: the shares of the VIP by DNS pod, and the fate of each lost query. Pure. */

import type { OwnFates } from '../domain/flow.ts';
import { absent, type Reading, read } from '../domain/reading.ts';
import type { Attributed } from './attribution.ts';

/** If this share of the answered queries has no entry, the table does not hold all flows, and a missing entry proves nothing. */
const PASSES_BY = 0.05;

/** `pods`: the addresses of all DNS pods that exist or existed in this time. If none is known, no address counts as elsewhere. */
export function ownFates(attributed: readonly Attributed[], pods: readonly string[]): Reading<OwnFates> {
  const answered = attributed.filter(({ lost, kind }) => !lost && kind !== 'unseen');
  const untracked = answered.filter(({ kind }) => kind === 'no-entry').length;
  if (!attributed.some(({ kind }) => kind === 'entry'))
    return absent('no-file', 'no query via the VIP has an entry, so DNS flows may bypass the table');
  if (untracked > PASSES_BY * answered.length)
    return absent(
      'no-file',
      `${untracked} of ${answered.length} answered queries have no entry, so their flows bypass the table`,
    );
  return read(counted(attributed, pods));
}

function counted(attributed: readonly Attributed[], pods: readonly string[]): OwnFates {
  const chosen: Record<string, { queries: number; lost: number }> = {};
  const [unreplied, replied, elsewhere]: Record<string, number>[] = [{}, {}, {}];
  const counts = { lost: 0, noEntry: 0, shared: 0, unseen: 0 };
  for (const one of attributed) {
    if (one.kind === 'entry') {
      const { queries, lost } = chosen[one.backend] ?? { queries: 0, lost: 0 };
      chosen[one.backend] = { queries: queries + 1, lost: lost + Number(one.lost) };
    }
    if (!one.lost) continue;
    counts.lost += Number(one.kind !== 'unseen');
    if (one.kind === 'unseen') counts.unseen += 1;
    else if (one.kind === 'no-entry') counts.noEntry += 1;
    else if (pods.length > 0 && !pods.includes(one.backend)) increment(elsewhere, one.backend);
    else if (!one.replied) increment(unreplied, one.backend);
    else if (one.shared) counts.shared += 1;
    else increment(replied, one.backend);
  }
  return {
    ...counts,
    chosen,
    unreplied: unreplied ?? {},
    replied: replied ?? {},
    elsewhere: elsewhere ?? {},
  };
}

function increment(counts: Record<string, number> | undefined, key: string): void {
  if (counts !== undefined) counts[key] = (counts[key] ?? 0) + 1;
}
