/** Whom the cluster's DNS can be asked at, and each way to ask. */

import type { Strategy } from '../../../src/domain/strategy.ts';
import type { WholeWorld } from './world.ts';

export const VIP = '10.96.0.10';
export const NODE_LOCAL = '169.254.20.10';
export const INSIDE = 'kubernetes.default.svc.cluster.local.';
export const OUTSIDE = 'example.com.';

export interface Arm {
  readonly strategy: Strategy;
  readonly address: string;
  readonly name: string;
  readonly transport: 'udp' | 'tcp';
}

const BY_VIP = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'tcp', 'sticky'] as const;

/** Addresses of the DNS pods. */
export function endpointsOf({ endpoints }: WholeWorld): string[] {
  return Array.from({ length: endpoints }, (_, index) => `10.244.0.${index + 2}`);
}

/** In the order in which they take turns. */
export function armsOf(world: WholeWorld): Arm[] {
  const cached = world.nodeLocal || world.faults.nodeLocal === true;
  return [
    ...BY_VIP.map((strategy) => byVip(strategy)),
    byVip('pair', OUTSIDE),
    ...endpointsOf(world).flatMap((address) =>
      (['udp', 'tcp'] as const).map((transport): Arm => {
        return { strategy: 'endpoint', address, name: INSIDE, transport };
      }),
    ),
    ...(cached
      ? [{ strategy: 'node-local', address: NODE_LOCAL, name: INSIDE, transport: 'udp' } as const]
      : []),
  ];
}

/** As applications ask: the Service's address, behind which are all pods. */
export function byVip(strategy: Strategy, name = INSIDE): Arm {
  return { strategy, address: VIP, name, transport: strategy === 'tcp' ? 'tcp' : 'udp' };
}
