/** A peer, and the measurements of one run. */

import type { Argv } from '../../test/lab/ground/command.ts';
import type { Lab } from '../../test/lab/lab.ts';
import type { Stated } from './wire-times.ts';

/** A program under comparison, running in a lab's pod. */
export interface RunningPeer {
  /** Undefined for a program that runs only while it sends queries. */
  readonly pid: number | undefined;
  /** Sends `perSecond` probes a second for `seconds`. Resolves to the program's result for each query, when all have ended. */
  ask(perSecond: number, seconds: number): Promise<Answers>;
  stop(): Promise<void>;
}

export interface Answers {
  readonly stated: readonly Stated[];
  readonly probes: number;
  /** Queries that the program reports as unanswered. */
  readonly unanswered: number;
  /** CPU that the program used while it sent the queries, in milliseconds. NaN if it was not measured. */
  readonly cpuMs: number;
}

export interface Peer {
  readonly name: string;
  /** One sentence that says what one of its probes is. */
  readonly probe: string;
  /** Undefined for a program that serves no metrics. */
  readonly service?: {
    /** The address of its /metrics. */
    readonly metrics: string;
    /** Its command line with default settings. */
    argv(lab: Lab): Argv;
    readonly env?: Readonly<Record<string, string>>;
  };
  start(lab: Lab, perSecond: number): Promise<RunningPeer>;
}

export const CONDITIONS = ['idle', 'hogs', 'quota'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** One run of one program in one condition. Times in microseconds of error, and milliseconds of CPU. */
export interface Sample {
  readonly peer: string;
  readonly condition: Condition;
  readonly queries: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly mostUs: number;
  /** NaN if it was not measured. */
  readonly cpuMsOfProbe: number;
  /** Queries that the program reports as unanswered, though their answer passed the pod's interface. */
  readonly falseTimeouts: number;
}

/** The cost of a program at its default settings. */
export interface Standing {
  readonly peer: string;
  readonly firstMetricMs: number;
  readonly scrapeMs: number;
  readonly scrapeBytes: number;
  /** After `SETTLED_MS`. */
  readonly anonymousBytes: number;
  readonly residentBytes: number;
}
