/** Connections over TCP that lose one of their two queries. */

import type { ArmTally } from '../../domain/evidence.ts';
import { failures, over } from '../counts/proportions.ts';
import type { View } from '../view/view.ts';

export function overTcp(arms: readonly ArmTally[]): readonly ArmTally[] {
  return arms.filter(({ transport }) => transport === 'tcp');
}

/** Is mostly the second of the two queries of a connection lost? Then the server took the connection, and ends it after one answer. */
export function endsAfterOneAnswer({ arms }: View): boolean {
  const [first, second] = [over(overTcp(arms), failures, ['A']), over(overTcp(arms), failures, ['AAAA'])];
  const { one, both } = lostOverTcp(arms);
  return one > both && first.failures < second.failures / FEW_FIRST;
}

const FEW_FIRST = 3;

/** A fact, if mostly one of the two queries of a connection is lost; else none. */
export function singlesLost({ arms }: View): readonly string[] {
  const { one, both } = lostOverTcp(arms);
  if (one <= both) return [];
  return [
    `${one} connections lost one of their two queries, ${both} lost both: the connections stand, and something that takes them loses single queries, such as a DNS proxy on the path`,
  ];
}

function lostOverTcp(arms: readonly ArmTally[]): { readonly one: number; readonly both: number } {
  const tcp = overTcp(arms);
  return {
    one: tcp.reduce((sum, { oneFailed }) => sum + oneFailed, 0),
    both: tcp.reduce((sum, { bothFailed }) => sum + bothFailed, 0),
  };
}
