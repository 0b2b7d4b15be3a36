/** The metrics of lookups and pairs. */

import { LOOKUP_RESULTS, PROFILE_IDS } from '../domain/lookup.ts';
import { SEND_ERROR_CODES } from '../domain/outcome.ts';
import { PAIR_RESULTS } from '../domain/pair.ts';
import { QUERY_TYPES } from '../domain/question.ts';
import { REGULAR, STRATEGY_IDS } from '../domain/strategy.ts';
import type { MetricSpec } from './spec.ts';

/**
 * 0.25 ms doubling to 0.512 s, then edges just beside each resolver timeout (2.5, 5, 7.5 and 10 s), so that a
 * timeout has a bucket of its own. No edge is a whole 5: `le="5"` and `le="5.0"` are different series.
 */
export const RESOLVER_EDGES = [
  0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2.4, 2.6, 4.9,
  5.1, 7.4, 7.6, 9.9, 10.1, 15, 30,
] as const;

/**
 * Only a few edges. A query of a pair is sent once, so its duration never shows a resolver timeout. With all edges, ten
 * strategies would need more than half of the 400 series (docs/decisions/004-query-histogram-edges.md).
 */
const QUERY_EDGES = [0.004, 0.064, 0.256, 1] as const;

export const TRANSPORTS = ['udp', 'tcp'] as const;

/** The errno names that are expected, and one label for all others. */
const SEND_ERROR_LABELS = [...SEND_ERROR_CODES, 'other'] as const;

export const PROBE_METRICS = {
  lookupDuration: {
    name: 'fivesec_lookup_duration_seconds',
    type: 'histogram',
    help: 'Duration of a lookup, as long as an application would have waited for it, retries included.',
    labels: { profile: PROFILE_IDS, name: 'open' },
    presence: 'always',
    edges: RESOLVER_EDGES,
  },
  lookups: {
    name: 'fivesec_lookups_total',
    type: 'counter',
    help: 'Lookups that ended, by the result that the application would have got.',
    labels: { profile: PROFILE_IDS, name: 'open', outcome: LOOKUP_RESULTS },
    presence: 'always',
  },
  lookupRetries: {
    name: 'fivesec_lookup_retries_total',
    type: 'counter',
    help: 'Retries of lookups: rounds of queries after the first round.',
    labels: { profile: PROFILE_IDS, name: 'open' },
    presence: 'always',
  },
  lookupQueries: {
    name: 'fivesec_lookup_queries_total',
    type: 'counter',
    help: 'Queries that lookups sent.',
    labels: { profile: PROFILE_IDS, qtype: QUERY_TYPES },
    presence: 'always',
  },
  lookupQueryTimeouts: {
    name: 'fivesec_lookup_query_timeouts_total',
    type: 'counter',
    help: 'Queries of lookups that got no answer in time.',
    labels: { profile: PROFILE_IDS, qtype: QUERY_TYPES },
    presence: 'always',
  },
  pairs: {
    name: 'fivesec_pairs_total',
    type: 'counter',
    help: 'Pairs of A and AAAA queries that ended, by which of the two were answered.',
    labels: { strategy: STRATEGY_IDS, result: PAIR_RESULTS },
    presence: 'always',
  },
  sendErrors: {
    name: 'fivesec_send_errors_total',
    type: 'counter',
    help: 'Queries of pairs and lookups that the local kernel refused to send, by errno.',
    labels: { code: SEND_ERROR_LABELS },
    presence: 'always',
  },
  queryDuration: {
    name: 'fivesec_query_duration_seconds',
    type: 'histogram',
    help: 'Time from sending a query of a pair until its answer came, late answers included.',
    labels: { strategy: REGULAR },
    presence: 'always',
    edges: QUERY_EDGES,
  },
  queryTimeouts: {
    name: 'fivesec_query_timeouts_total',
    type: 'counter',
    help: 'Queries of pairs that got no answer, not even a late one.',
    labels: { strategy: REGULAR, qtype: QUERY_TYPES },
    presence: 'always',
  },
  lateAnswers: {
    name: 'fivesec_late_answers_total',
    type: 'counter',
    help: 'Queries of pairs whose answer came after the deadline: slow, not lost.',
    labels: { strategy: REGULAR, qtype: QUERY_TYPES },
    presence: 'always',
  },
  endpointPairs: {
    name: 'fivesec_endpoint_pairs_total',
    type: 'counter',
    help: 'Pairs sent straight to one DNS pod, by which of the two queries were answered. Of more than 12 DNS pods, the further ones are `other` until a pair to them fails.',
    labels: { endpoint: 'open', transport: TRANSPORTS, result: PAIR_RESULTS },
    presence: 'always',
  },
} as const satisfies Record<string, MetricSpec>;
