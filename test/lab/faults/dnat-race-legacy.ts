/**
 * The A/AAAA race of kernels before 5.6: of two datagrams that leave one fresh socket back to back for the VIP, the
 * second is dropped. Today's kernels repair that clash, so an nft set of flows under way imitates the time
 * between conntrack's look-up and its record. The kernel itself drops the packet and counts it.
 */

import { readNodeCounters, risen } from '../ground/node-counters.ts';
import { addressWords, type ClashPlace, DOOM, NOT_THE_FIRST, prepareClash } from './clash.ts';
import { CountingRules, chance } from './counters.ts';
import type { Fault, Injected } from './fault.ts';

/** At HZ=250 between 0 and 4 ms: over before `staggered` sends its second query. An answer ends it earlier. */
const WINDOW = '4ms';
/** The lifetime of a UDP flow in conntrack: a flow with an entry can't race. Each answer begins it anew, as in the kernel (nf_ct_refresh_acct). */
const KNOWN = '30s';

export interface DnatRaceLegacy {
  readonly percent: number;
  /**
   * Before 5.0, a pair that goes straight to a DNS pod clashes as well once a NAT table is loaded
   * (nf_conntrack_core.c, nf_ct_resolve_clash).
   */
  readonly direct?: boolean;
  /**
   * `astray`: the loser is sent on untranslated, to the VIP itself, and no counter moves. So it goes where NFQUEUE holds the
   * first of the two.
   */
  readonly how?: 'dropped' | 'astray';
  /** The lifetime of a flow, in nft's words; 30 s by default. */
  readonly known?: string;
}

/** Truth: `lost` datagrams; if they are dropped, the kernel's `insertFailed` and `drop` rise by the same number. */
export function dnatRaceLegacy(race: DnatRaceLegacy): Fault {
  return { name: 'dnat-race-legacy', inject: (lab) => injectLegacyRace(lab, race) };
}

/** The same on any node, for instance one of a cluster. */
export async function injectLegacyRace(
  place: ClashPlace,
  { percent, direct = false, how = 'dropped', known = KNOWN }: DnatRaceLegacy,
): Promise<Injected> {
  const fate = how === 'dropped' ? DOOM : 'notrack';
  const { saddr, daddr, type } = addressWords(place);
  await prepareClash(place);
  const before = await readNodeCounters(place.node);
  const destinations = direct ? [place.vip, ...place.endpoints] : [place.vip];
  const rules = await CountingRules.load(
    place.node,
    'dnat-race-legacy',
    ['lost'],
    `
    set unconfirmed { type ${type} . inet_service; flags dynamic,timeout; timeout ${WINDOW}; }
    set known { type ${type} . inet_service; flags dynamic,timeout; timeout ${known}; }
    chain queries {
      ${saddr} . udp sport @known return
      add @unconfirmed { ${saddr} . udp sport timeout ${WINDOW} ${NOT_THE_FIRST} } ${chance(percent)} counter name lost ${fate}
    }
    chain prerouting { type filter hook prerouting priority raw;
      ${daddr} { ${destinations.join(', ')} } udp dport 53 jump queries
      udp sport 53 update @known { ${daddr} . udp dport timeout ${known} }
    }`,
  );
  return {
    async truth() {
      const kernel = risen(before, await readNodeCounters(place.node));
      return { ...(await rules.read()), ...kernel };
    },
    stop: () => rules.remove(),
  };
}
