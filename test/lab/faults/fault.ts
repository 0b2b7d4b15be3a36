/** A fault: something that goes wrong by a real mechanism, with its own counter of the truth. */

import type { Lab } from '../lab.ts';

/** Counts of what really happened since the fault began, by name; the names are each fault's own. */
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
