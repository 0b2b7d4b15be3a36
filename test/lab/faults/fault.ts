/** A fault: a real mechanism that breaks something, with its own counters of the truth. */

import type { Lab } from '../lab.ts';

/** Counts of what happened since the fault began, by name; each fault has its own names. */
export type Truth = Readonly<Record<string, number>>;

export interface Injected {
  truth(): Promise<Truth>;
  /** Ends the fault and restores the state before it. */
  stop(): Promise<void>;
}

export interface Fault {
  readonly name: string;
  inject(lab: Lab): Promise<Injected>;
}
