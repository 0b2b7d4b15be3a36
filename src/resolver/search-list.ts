/** Which names a lookup tries, in which order, and when it stops: `__res_context_search` (glibc), `name_from_dns_search` (musl). */

import { nameMistake } from '../domain/question.ts';
import type { CandidateEnd, Profile } from './profile.ts';
import type { ResolvConf } from './resolv-conf.ts';

/**
 * All candidates of `name`, without trailing dots, in the order in which they are tried if each ends in NXDOMAIN.
 * A candidate that no query can ask for (an empty label, too many bytes) is left out if the profile skips it, and stays in the
 * list if the profile fails on it.
 */
export function candidates(name: string, conf: ResolvConf, profile: Profile): readonly string[] {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (name.endsWith('.')) return [bare];
  const root = profile.search.rootDomain === 'as-is' ? bare : `${bare}.`;
  const list = conf.search
    .map((domain) => (domain === '' ? root : `${bare}.${domain}`))
    .filter((candidate) => !isInvalid(candidate) || profile.search.onInvalid === 'fail');
  const dots = name.split('.').length - 1;
  if (dots < conf.ndots) return [...new Set([...list, bare])];
  return profile.search.withEnoughDots === 'as-is-only' ? [bare] : [...new Set([bare, ...list])];
}

/** Is this no name that a query can ask for? A candidate has no trailing dot, so a dot at its end stands for an empty label. */
export function isInvalid(candidate: string): boolean {
  return candidate.endsWith('.') || nameMistake(candidate) !== undefined;
}

/** The next candidate's index after the one at `index` ended, or `undefined` if the lookup is over. */
export function nextCandidate(
  names: readonly string[],
  index: number,
  end: CandidateEnd,
  profile: Profile,
): number | undefined {
  if (end === 'found' || end === 'no-address' || end === 'aborted') return undefined;
  const next = index + 1 < names.length ? index + 1 : undefined;
  if (profile.search.continueAfter.includes(end)) return next;
  if (profile.search.afterStop === 'give-up') return undefined;
  // If glibc tried the bare name first, it walks the list whatever the result. Only results of the list can stop it.
  if (index === 0 && startsAsIs(names)) return next;
  if (end === 'unreachable') return undefined;
  const asIs = indexOfAsIs(names);
  return asIs > index ? asIs : undefined;
}

/** Does the list begin with the name as it is? */
export function startsAsIs(names: readonly string[]): boolean {
  return indexOfAsIs(names) === 0;
}

/** The bare name is the shortest candidate: all others have it as their prefix. */
function indexOfAsIs(names: readonly string[]): number {
  return names.findIndex((bare) => names.every((name) => name.length >= bare.length));
}
