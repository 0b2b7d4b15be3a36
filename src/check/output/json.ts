/** The findings as the one object of `check --json`; docs/check.schema.json is its contract. */

import { type StrategyRow, strategyTable } from '../../diagnosis/strategy-table.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { OwnFates } from '../../domain/flow.ts';
import { type LookupOutcome, lookupFailed, lookupStalled } from '../../domain/lookup.ts';
import type { NodeDelta, NodeSnapshot } from '../../domain/node.ts';
import type { Reading } from '../../domain/reading.ts';
import { formatServer } from '../../domain/server.ts';
import { READING_KEYS } from '../../kernel/readings.ts';
import { quantile } from '../../statistics/tests.ts';
import type { Findings } from '../findings.ts';
import { nextSteps } from '../next-steps.ts';
import type { QueryErrors } from '../query-errors.ts';
import { sensitivity } from '../sensitivity.ts';

/** `explain` adds the whole evidence. */
export function checkJson(findings: Findings, version: string, explain: boolean): object {
  const { judgement, node, nameservers, endpoints, nodeLocal } = findings;
  const { verdicts, evidence, raceWindow } = judgement;
  const next = nextSteps(findings);
  return {
    verdicts: verdicts.map(({ cause, confidence, rule, facts, remedies }) => {
      return { cause, confidence, rule, facts, remedies };
    }),
    strategies: strategyTable(evidence).map(strategyJson),
    node: {
      name: findings.nodeName,
      kernel: valueOr(node.kernel, null),
      raceWindow,
      nameservers: nameservers.map(formatServer),
      endpoints: endpoints.map(formatServer),
      nodeLocal: nodeLocal === undefined ? null : formatServer(nodeLocal),
      conntrack: conntrackJson(evidence.node),
      absent: absences(node),
    },
    ...(evidence.flows && { flows: flowsJson(evidence.flows) }),
    lookups: lookupsJson(findings.lookups),
    networkErrors: findings.networkErrors.map(errorsJson),
    sendErrors: findings.sendErrors.map(errorsJson),
    run: {
      version,
      startedAt: new Date(findings.startedAt).toISOString(),
      durationMs: Math.round(findings.durationMs),
      askedMs: Math.round(findings.askedMs),
      interrupted: findings.interrupted,
      maxQps: findings.maxQps,
      unseenLoss: Number(sensitivity(evidence).unseenLoss.toFixed(4)),
    },
    ...(next.length > 0 && { next }),
    ...(explain && { evidence: evidenceJson(evidence) }),
  };
}

function errorsJson(found: QueryErrors) {
  return { ...found, server: formatServer(found.server) };
}

/** A strategy without any answer has no percentiles: they are null. */
function strategyJson(row: StrategyRow) {
  const { p50Ms, p99Ms, ...counts } = row;
  return {
    ...counts,
    p50Ms: p50Ms === undefined ? null : ms(p50Ms),
    p99Ms: p99Ms === undefined ? null : ms(p99Ms),
  };
}

/** What the node's conntrack counted in this time; null if it can't be read. */
function conntrackJson({ conntrack, conntrackEntries, conntrackLimit }: NodeDelta) {
  if (conntrack.kind === 'absent') return null;
  return {
    ...conntrack.value.counts,
    entries: valueOr(conntrackEntries, null),
    limit: valueOr(conntrackLimit, null),
  };
}

/** The fates of the queries via the VIP, or why they can't be read. */
function flowsJson(flows: Reading<OwnFates>) {
  return flows.kind === 'read' ? flows.value : { reason: flows.reason, detail: flows.detail };
}

function absences(snapshot: NodeSnapshot) {
  return READING_KEYS.flatMap((reading) => {
    const value = snapshot[reading];
    return value.kind === 'absent' ? [{ reading, reason: value.reason, detail: value.detail }] : [];
  });
}

/** One row for each profile and name, in their order. Times are milliseconds. */
export function lookupsJson(lookups: readonly LookupOutcome[]) {
  const groups = new Map<string, LookupOutcome[]>();
  for (const lookup of lookups) {
    const key = `${lookup.profile} ${lookup.name}`;
    groups.set(key, [...(groups.get(key) ?? []), lookup]);
  }
  const sorted = [...groups].sort(([one], [other]) => one.localeCompare(other));
  return sorted.flatMap(([, group]) => {
    const [first] = group;
    if (!first) return [];
    const durations = group.map(({ durationMs }) => durationMs).sort((one, other) => one - other);
    return [
      {
        name: first.name,
        profile: first.profile,
        lookups: group.length,
        slow: group.filter(lookupStalled).length,
        failed: group.filter(lookupFailed).length,
        retries: group.reduce((sum, { retries }) => sum + retries, 0),
        results: tallied(group.map(({ result }) => result)),
        p50Ms: ms(quantile(durations, 0.5) ?? 0),
        maxMs: ms(durations.at(-1) ?? 0),
      },
    ];
  });
}

function tallied(results: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

/** Rounds times to microseconds: further digits are noise, and double the size of the object. */
export function evidenceJson(evidence: Evidence): object {
  return {
    ...evidence,
    arms: evidence.arms.map((arm) => ({
      ...arm,
      rttsMs: arm.rttsMs.map(ms),
      durationsMs: arm.durationsMs.map(ms),
      ...(arm.connectsMs && { connectsMs: arm.connectsMs.map(ms) }),
    })),
  };
}

function ms(value: number): number {
  return Number(value.toFixed(3));
}

function valueOr<T, D>(reading: Reading<T>, otherwise: D): T | D {
  return reading.kind === 'read' ? reading.value : otherwise;
}
