/** Which names a lookup tries, in which order, and when it stops: `__res_context_search` (glibc), `name_from_dns_search` (musl). */

import type { CandidateEnd, Profile } from './profile.ts';
import type { ResolvConf } from './resolv-conf.ts';

/** musl builds candidates in a buffer of 256 bytes; glibc's MAXDNAME is 1025, but no server takes more than 253. */
const LONGEST_NAME = 253;

/** All candidates of `name`, without trailing dots, in the order in which they would be tried if each ended in NXDOMAIN. */
export function candidates(name: string, conf: ResolvConf, profile: Profile): readonly string[] {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (name.endsWith('.')) return [bare];
  const list = conf.search
    .map((domain) => `${bare}.${domain}`)
    .filter((candidate) => candidate.length <= LONGEST_NAME);
  const dots = name.split('.').length - 1;
  if (dots < conf.ndots) return [...list, bare];
  return profile.search.withEnoughDots === 'as-is-only' ? [bare] : [bare, ...list];
}

/** The next candidate's index after the one at `index` ended, or `undefined` if the lookup is over. */
export function nextCandidate(
  names: readonly string[],
  index: number,
  end: CandidateEnd,
  profile: Profile,
): number | undefined {
  const last = names.length - 1;
  if (end === 'found' || end === 'aborted' || index >= last) return undefined;
  if (profile.search.continueAfter.includes(end)) return index + 1;
  if (profile.search.afterStop === 'give-up') return undefined;
  const asIsComesLast = isAsIs(names, last);
  // Once the bare name was tried first, glibc walks the list whatever became of it; only the list itself can stop.
  if (index === 0 && !asIsComesLast) return 1;
  if (end === 'unreachable') return undefined;
  return asIsComesLast ? last : undefined;
}

/** The bare name is the shortest candidate: all others have it as their prefix. */
function isAsIs(names: readonly string[], index: number): boolean {
  return names.every((name) => name.startsWith(names[index] ?? ''));
}
