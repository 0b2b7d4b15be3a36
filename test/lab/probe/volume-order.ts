/** What a process that makes many lookups or pairs is told, and what it reports. */

import { z } from 'zod';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { nodeArgv } from '../dns/program.ts';
import type { Lab } from '../lab.ts';

export interface VolumeOrder {
  /** Lookups with both profiles by turns and a timeout of one second, or pairs by the given strategies by turns. */
  readonly what:
    | { readonly kind: 'lookups' }
    | { readonly kind: 'pairs'; readonly strategies: readonly Strategy[] };
  readonly name: string;
  /** The address of the nameserver. */
  readonly server: string;
  readonly times: number;
  readonly atOnce: number;
}

/** Queries by the kind of their outcome, `queries` in all, and `tasks`: lookups or pairs. */
export type VolumeCounts = Readonly<Record<string, number>>;

/** Carries `order` out in the lab's first pod. */
export async function volume(lab: Lab, order: VolumeOrder): Promise<VolumeCounts> {
  const argv = nodeArgv(new URL('volume.ts', import.meta.url), JSON.stringify(order));
  return z.record(z.string(), z.number()).parse(JSON.parse(await lab.pod.run(argv)));
}
