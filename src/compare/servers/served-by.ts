/** Further nameservers of resolv.conf that answer where the first one answers nothing. */

import { type AddressFamily, familyOf } from '../../domain/server.ts';
import { joined, outOf } from '../counts/wording.ts';
import { furtherThatServe } from '../view/paths.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

/** Each of them, with the proportion of its queries that failed, as a fact. */
export function servedBy(view: SortedEvidence): readonly string[] {
  return furtherThatServe(view).map(
    (arm) =>
      `queries to the further nameserver ${arm.target.address} that failed: ${outOf(view.failures([arm]))}`,
  );
}

/**
 * The address family of everything that fails, if a further nameserver of the other family answers. Then all packets of this family may be lost:
 * the first nameserver is down for this pod, whatever the servers do.
 */
export function deadFamily(view: SortedEvidence): AddressFamily | undefined {
  const clusters = view.arms.filter(({ target: { kind } }) => kind === view.first || kind === 'endpoint');
  const [family, ...others] = new Set(clusters.map(({ target }) => familyOf(target.address)));
  const serving = furtherThatServe(view);
  if (family === undefined || others.length > 0 || serving.length === 0) return undefined;
  return serving.some(({ target }) => familyOf(target.address) !== family) ? family : undefined;
}

export function familyFact(family: AddressFamily, view: SortedEvidence): string {
  const serving = joined(furtherThatServe(view).map(({ target }) => target.address));
  return `everything over IPv${family} fails, and ${serving} answers over IPv${family === 6 ? 4 : 6}: look at the way that IPv${family} takes from this node`;
}
