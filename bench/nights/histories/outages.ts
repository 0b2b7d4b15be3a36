/** No DNS pod answers, or the VIP does not. */

import { noVip, oneFault, POD, refusing, silent, VIP } from '../blocks.ts';
import type { History } from '../history.ts';

export const OUTAGES: readonly History[] = [
  oneFault(
    'out-10s',
    'no DNS pod for 10 s: the VIP refuses, the pods are silent',
    10,
    VIP,
    POD,
    noVip('refusing'),
    silent(0, 1),
  ),
  oneFault(
    'out-60s',
    'no DNS pod for 60 s: the VIP refuses, the pods are silent',
    60,
    VIP,
    POD,
    noVip('refusing'),
    silent(0, 1),
  ),
  oneFault(
    'out-10m',
    'no DNS pod for 10 min: the VIP refuses, the pods are silent',
    600,
    VIP,
    POD,
    noVip('refusing'),
    silent(0, 1),
  ),
  oneFault(
    'frozen-4m',
    'both DNS pods are silent for 4 min and stay in the Service',
    240,
    POD,
    [],
    silent(0, 1),
  ),
  oneFault(
    'reset-4m',
    'both DNS pods refuse (ICMP and resets from the pods) for 4 min and stay in the Service',
    240,
    POD,
    [],
    refusing(0, 1),
  ),
  oneFault('vip-silent-4m', 'the VIP is silent for 4 min, the pods answer', 240, VIP, [], noVip('silent')),
];
