/** Draws the set-up of a world, without its faults. */

import type { AddressFamily } from '../../../src/domain/server.ts';
import type { DnsProgram } from '../dns/program.ts';
import type { Nameserver } from '../faults/nameservers.ts';
import type { Backend } from '../faults/vip-backends.ts';
import type { ProxyStyle } from '../topology.ts';
import type { Draw } from './draw.ts';

/** The DNS pods in fivesec's configuration: all, all but one, all and one that is gone, none. */
type ListKind = 'exact' | 'partial' | 'stale' | 'none';
/** `unknown`: pods ask the node-local cache first, and fivesec's configuration does not name it. */
type CacheKind = 'absent' | 'beside' | 'first' | 'unknown';

export interface Ground {
  readonly family: AddressFamily;
  readonly proxy: Exclude<ProxyStyle, 'ipvs' | 'none'>;
  readonly masquerade: boolean;
  readonly dnsPods: readonly DnsProgram[];
  /** What the VIP leads to, each an even share. */
  readonly backends: readonly Backend[];
  readonly list: ListKind;
  readonly nameservers: readonly Nameserver[];
  readonly rotate: boolean;
  readonly cache: CacheKind;
}

const A_MILLISECOND: DnsProgram = { kind: 'scripted', rules: [{ delayMs: 1 }] };

export function drawGround(draw: Draw): Ground {
  const count = draw.weighted<number>([
    [1, 1],
    [5, 2],
    [3, 3],
    [1, 4],
  ]);
  const cache = draw.weighted<CacheKind>([
    [82, 'absent'],
    [6, 'beside'],
    [6, 'first'],
    [6, 'unknown'],
  ]);
  return {
    family: draw.oneOf([4, 6] as const),
    proxy: draw.oneOf(['iptables-nft', 'iptables-legacy', 'nftables'] as const),
    masquerade: draw.chance(0.15),
    dnsPods: Array.from({ length: count }, () =>
      draw.weighted<DnsProgram>([
        [4, 'dnsmasq'],
        [4, 'unbound'],
        [2, A_MILLISECOND],
      ]),
    ),
    backends: drawBackends(draw, count),
    list: draw.weighted<ListKind>([
      [6, 'exact'],
      [count > 1 ? 1.5 : 0, 'partial'],
      [1, 'stale'],
      [1.5, 'none'],
    ]),
    nameservers: cache === 'absent' || cache === 'beside' ? drawNameservers(draw, count) : ['node-local'],
    rotate: draw.chance(0.3),
    cache,
  };
}

/** The shares of the VIP: equal, one pod only, or one pod three times as often as the others. */
function drawBackends(draw: Draw, count: number): readonly Backend[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const preferred = draw.whole(0, count - 1);
  return draw.weighted<readonly Backend[]>([
    [6, all],
    [1.5, [preferred]],
    [2.5, [preferred, preferred, ...all]],
  ]);
}

function drawNameservers(draw: Draw, count: number): readonly Nameserver[] {
  const further = Array.from({ length: 2 }, () => draw.whole(0, count - 1));
  return [
    'vip',
    ...further.slice(
      0,
      draw.weighted<number>([
        [7, 0],
        [2, 1],
        [1, 2],
      ]),
    ),
  ];
}

/** Does the VIP lead to the DNS pod `index`, and how often: a share from 0 to 1. */
export function shareOf({ backends }: Ground, index: number): number {
  return backends.filter((backend) => backend === index).length / backends.length;
}

/** The pods in fivesec's configuration, in a world with `ground`. A partial list lacks the last one. */
export function isListed({ list, dnsPods }: Ground, index: number): boolean {
  return list !== 'none' && !(list === 'partial' && index === dnsPods.length - 1);
}
