/** Results of HTTP requests for tests. */

/** Nothing was slow. */
export const QUICK = {
  kind: 'done',
  status: 200,
  lookupMs: 1.2346,
  connectMs: 2,
  appconnectMs: 0,
  pretransferMs: 2,
  starttransferMs: 3,
  totalMs: 4,
} as const;
/** The lookup took 5 s. */
export const SLOW = { ...QUICK, lookupMs: 5005, totalMs: 5010 } as const;
