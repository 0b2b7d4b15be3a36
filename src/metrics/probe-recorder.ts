/** Records the outcomes of lookups and pairs as series. Aborted probes are not counted. */

import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import {
  arrived,
  type QueryOutcome,
  SEND_ERROR_CODES,
  type StrayCounts,
  waitedInVain,
} from '../domain/outcome.ts';
import { type PairOutcome, pairResult } from '../domain/pair.ts';
import type { Server } from '../domain/server.ts';
import { starved } from '../domain/starvation.ts';
import { REGULAR, type Strategy } from '../domain/strategy.ts';
import { AGENT_METRICS, probesOf } from './agent-metrics.ts';
import { endpointSeries } from './endpoint-series.ts';
import { PROBE_METRICS } from './probe-metrics.ts';
import type { MetricRegistry } from './registry.ts';

export interface ProbeSettings {
  readonly profiles: readonly ProfileId[];
  readonly strategies: readonly Strategy[];
  /** The label values of the configured names (`shortIds`). */
  readonly nameIds: readonly string[];
  /** The URLs of the HTTP traces. */
  readonly traceTargets: readonly string[];
}

export function probeRecorder(registry: MetricRegistry, settings: ProbeSettings) {
  const lookups = lookupSeries(registry, settings);
  const pairs = pairSeries(registry, settings);
  const endpoints = endpointSeries(registry);
  const probe = probesOf(settings.traceTargets);
  const starvedProbes = registry.counter(AGENT_METRICS.starvedProbes, { probe });
  const recordStrays = straySeries(registry);
  const recordSendError = sendErrorSeries(registry);

  return {
    /** `nameId` is the short id of the configured name. */
    recordLookup(outcome: LookupOutcome, nameId: string): void {
      const { profile, result } = outcome;
      for (const query of outcome.queries) {
        lookups.recordQuery(profile, query.outcome);
        recordSendError(query.outcome);
      }
      recordStrays(outcome.strays);
      if (result === 'aborted') return;
      lookups.results.add({ profile, name: nameId, outcome: result });
      lookups.retries.add({ profile, name: nameId }, outcome.retries);
      if (starved(outcome)) starvedProbes.add({ probe: 'lookup' });
      else lookups.duration.observeMs({ profile, name: nameId }, outcome.durationMs);
    },

    /** A pair sent directly to a DNS pod also counts for that pod, if it is one of the current endpoints. */
    recordPair(outcome: PairOutcome): void {
      const { strategy, a, aaaa } = outcome;
      const mistimed = starved(outcome);
      for (const query of [a, aaaa]) {
        pairs.recordQuery(strategy, query, mistimed);
        recordSendError(query);
      }
      recordStrays(outcome.strays);
      if (a.kind === 'aborted' || aaaa.kind === 'aborted') return;
      pairs.results.add({ strategy, result: pairResult(outcome) });
      if (strategy === 'endpoint') endpoints.record(outcome);
      if (mistimed) starvedProbes.add({ probe: 'pair' });
    },

    recordStarvedTrace: () => starvedProbes.add({ probe: 'trace' }),

    /** The DNS pods known now. Series of new pods start at 0; series of pods that have gone are removed. */
    setEndpoints: (servers: readonly Server[]) => endpoints.set(servers),
  };
}

function lookupSeries(registry: MetricRegistry, { profiles, nameIds }: ProbeSettings) {
  const known = { profile: profiles, name: nameIds };
  const queries = registry.counter(PROBE_METRICS.lookupQueries, { profile: profiles });
  const timeouts = registry.counter(PROBE_METRICS.lookupQueryTimeouts, { profile: profiles });
  return {
    duration: registry.histogram(PROBE_METRICS.lookupDuration, known),
    results: registry.counter(PROBE_METRICS.lookups, known),
    retries: registry.counter(PROBE_METRICS.lookupRetries, known),
    recordQuery(profile: ProfileId, query: QueryOutcome): void {
      const { kind, qtype } = query;
      if (kind !== 'send-failed') queries.add({ profile, qtype });
      if (waitedInVain(query)) timeouts.add({ profile, qtype });
    },
  };
}

function pairSeries(registry: MetricRegistry, { strategies }: ProbeSettings) {
  const known = { strategy: strategies };
  // The occasional strategies have one series for each result and no others: the budget is 400 series (docs/decisions/004).
  const regular = { strategy: REGULAR.filter((strategy) => strategies.includes(strategy)) };
  const duration = registry.histogram(PROBE_METRICS.queryDuration, regular);
  const timeouts = registry.counter(PROBE_METRICS.queryTimeouts, regular);
  const late = registry.counter(PROBE_METRICS.lateAnswers, regular);
  return {
    results: registry.counter(PROBE_METRICS.pairs, known),
    /** A timeout is a fact even if the probe was starved. A duration or a late answer is not. */
    recordQuery(strategy: Strategy, query: QueryOutcome, mistimed: boolean): void {
      const { kind, qtype } = query;
      if (!REGULAR.includes(strategy)) return;
      if (waitedInVain(query)) timeouts.add({ strategy, qtype });
      if (mistimed) return;
      if (kind === 'late') late.add({ strategy, qtype });
      if (arrived(query) && 'rttMs' in query) duration.observeMs({ strategy }, query.rttMs);
    },
  };
}

function sendErrorSeries(registry: MetricRegistry): (query: QueryOutcome) => void {
  const series = registry.counter(PROBE_METRICS.sendErrors);
  return (query) => {
    if (query.kind !== 'send-failed') return;
    series.add({ code: SEND_ERROR_CODES.find((code) => code === query.code) ?? 'other' });
  };
}

function straySeries(registry: MetricRegistry): (strays: StrayCounts) => void {
  const series = registry.counter(AGENT_METRICS.strays);
  return ({ garbage, wrongId, wrongQuestion, wrongSource, duplicate }) => {
    series.add({ kind: 'garbage' }, garbage);
    series.add({ kind: 'wrong-id' }, wrongId);
    series.add({ kind: 'wrong-question' }, wrongQuestion);
    series.add({ kind: 'wrong-source' }, wrongSource);
    series.add({ kind: 'duplicate' }, duplicate);
  };
}
