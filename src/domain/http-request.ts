/** One HTTP request of the agent to a URL of `trace.targets`: how it ended, and how long each phase took. */

export const HTTP_PHASES = ['lookup', 'connect', 'tls', 'answer', 'body'] as const;
export type HttpPhase = (typeof HTTP_PHASES)[number];

/** `answered`: with a status below 400. A request that failed is named after its phase. */
export const HTTP_OUTCOMES = [
  'answered',
  'error-status',
  'lookup-failed',
  'connect-failed',
  'tls-failed',
  'answer-failed',
  'body-failed',
] as const;
export type HttpOutcome = (typeof HTTP_OUTCOMES)[number];

export interface HttpRequestRecord {
  /** The URL as the configuration has it. */
  readonly target: string;
  readonly outcome: HttpOutcome;
  /** Milliseconds. Phases that the request did not have, or that say nothing, are absent. */
  readonly phases: { readonly [phase in HttpPhase]?: number };
}

/** A request, with the details that its metrics do not have. */
export interface HttpRequestEvent extends HttpRequestRecord {
  /** Wall clock at its end, milliseconds since the epoch. */
  readonly endedAt: number;
  /** `status 503`, or the error of a request that failed: one line. */
  readonly detail: string;
  /** The lookup took a second or longer. */
  readonly slowLookup: boolean;
}
