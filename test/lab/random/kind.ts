/** A kind of fault that a random world can have. */

import type { DnsProgram } from '../dns/program.ts';
import type { Fault } from '../faults/fault.ts';
import type { Draw } from './draw.ts';
import type { Ground } from './ground.ts';

/** The part of the set-up that a kind changes: two kinds of one world never change the same part. */
type Part = 'servers' | 'upstream' | 'resolv-conf' | 'vip' | 'path' | 'ports' | 'pod' | 'node-cache';

/** The fault of a kind in one world, with its random strength. */
export interface Trouble {
  /** One clause that says what is wrong. */
  readonly story: string;
  readonly faults: readonly Fault[];
  /** Any of these verdicts is right as the first one. If the list is empty, no verdict is right. */
  readonly wanted: readonly string[];
  /** Further verdicts that are not untrue. */
  readonly alsoTrue?: readonly string[];
  /** Names to look up besides the cluster's own. */
  readonly names?: readonly string[];
  /** Further flags for `fivesec check`. */
  readonly flags?: readonly string[];
  readonly begins?: 'midway';
  /** DNS pods that are down, by their index: each is down as a nameserver of resolv.conf, too. */
  readonly down?: readonly number[];
}

export interface Kind {
  readonly name: string;
  /** Its weight relative to the others. */
  readonly weight: number;
  readonly touches: readonly Part[];
  /** Can it act in a world with this set-up? If not given, it can act in every world. */
  readonly fits?: (ground: Ground) => boolean;
  /** What it needs in the set-up. */
  readonly needs?: Needs;
  readonly make: (draw: Draw, ground: Ground) => Trouble;
}

interface Needs {
  /** What answers in every DNS pod. */
  readonly servers?: DnsProgram;
  readonly upstream?: DnsProgram;
  readonly masquerade?: true;
  readonly pods?: number;
}

/** Pods ask the VIP first. */
export const asksVip = ({ cache }: Ground): boolean => cache === 'absent' || cache === 'beside';
/** The VIP leads to two DNS pods or more. */
export const isSpread = ({ backends }: Ground): boolean => new Set(backends).size > 1;
