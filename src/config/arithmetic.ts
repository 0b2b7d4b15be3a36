/** Rules that hold between options. Each rule shows its calculation, so that the reader sees which number to change. */

import type { Strategy } from '../domain/strategy.ts';
import { formatDuration } from './fields.ts';
import type { ConfigCommand } from './options.ts';
import type { Config } from './schema.ts';

/** A rule that is broken. */
export interface Clash {
  /** The key that the message names. */
  readonly key: string;
  readonly reason: string;
}

/** What a rule needs to know besides the values. */
export interface Circumstances {
  /** The keys that were set: by flag, environment or file. */
  readonly given: ReadonlySet<string>;
  /** The keys whose value is wrong already. */
  readonly mistaken: ReadonlySet<string>;
  readonly command: ConfigCommand;
  /** How long the resolver of this machine waits for one answer. */
  readonly resolverTimeoutMs: number;
}

interface Rule {
  readonly key: string;
  /** The other keys in the calculation. If one of them is wrong already, the rule is not checked. */
  readonly others: readonly string[];
  readonly reason: (config: Config, facts: Circumstances) => string | undefined;
}

/** Both queries, A and AAAA. */
const QUERIES = 2;
/** The time within which the agent pays its initial credit of queries back. */
const CREDIT_SECONDS = 600;

type Plan = Pick<Config, 'names' | 'profiles' | 'lookups' | 'pairs' | 'trace'>;

const RULES: readonly Rule[] = [
  {
    key: 'maxQps',
    others: ['names', 'profiles', 'lookups.interval', 'pairs.interval', 'trace.targets', 'trace.interval'],
    reason(config, { command }) {
      if (command !== 'agent') return undefined;
      const { all } = plannedQps(config);
      return all <= config.maxQps ? undefined : `${planInWords(config)}, more than ${config.maxQps}`;
    },
  },
  {
    key: 'pairs.deadline',
    others: ['resolvConf'],
    reason({ pairs }, { resolverTimeoutMs }) {
      if (pairs.deadline >= resolverTimeoutMs) return undefined;
      const [deadline, timeout] = [pairs.deadline, resolverTimeoutMs].map(formatDuration);
      return `${deadline} is shorter than the resolver's own timeout of ${timeout}: answers that applications still take would count as late`;
    },
  },
  needed('node-local', ['nodeLocal'], 'nodeLocal is not set', ({ nodeLocal }) => nodeLocal !== undefined),
  needed('large', ['largeName'], 'largeName is not set', ({ largeName }) => largeName !== undefined),
  needed('uncached', ['uncachedSuffix'], 'uncachedSuffix is empty', (config) => config.uncachedSuffix !== ''),
  needed(
    'endpoint',
    ['endpoints', 'endpointsName'],
    'neither endpoints nor endpointsName is set',
    ({ endpoints, endpointsName }) => endpoints.length > 0 || endpointsName !== undefined,
  ),
];

/** A strategy that the user lists needs an address or a name. By default such strategies are left out where it is missing. */
function needed(
  strategy: Strategy,
  others: readonly string[],
  missing: string,
  hasIt: (config: Config) => boolean,
): Rule {
  return {
    key: 'pairs.strategies',
    others,
    reason(config, { given }) {
      const isListed = given.has('pairs.strategies') && config.pairs.strategies.includes(strategy);
      return isListed && !hasIt(config) ? `has ${strategy}, but ${missing}` : undefined;
    },
  };
}

/** The calculation of `plannedQps`, with its keys and numbers. Traces stand in it only if there are targets. */
function planInWords(plan: Plan): string {
  const { profiles, lookups, pairs, trace } = plan;
  const rates = plannedQps(plan);
  const traced = trace.targets.length > 0;
  const lookup = formatDuration(lookups.interval);
  const keys = `names x profiles x 2 / lookups.interval + 2 / pairs.interval${traced ? ' + trace.targets x 2 / trace.interval' : ''}`;
  const numbers = `${rates.nameCount} x ${profiles.length} x 2 / ${lookup} + 2 / ${formatDuration(pairs.interval)}${traced ? ` + ${trace.targets.length} x 2 / ${formatDuration(trace.interval)}` : ''}`;
  const sum = `${rates.lookups} + ${rates.pairs}${traced ? ` + ${rates.traces}` : ''}`;
  return `${keys} = ${numbers} = ${sum} = ${rates.all} queries a second`;
}

/** The queries a second that the agent's intervals need: for lookups, for pairs, for traces, and for all of them. */
export function plannedQps({ names, profiles, lookups, pairs, trace }: Plan): {
  readonly nameCount: number;
  readonly lookups: number;
  readonly pairs: number;
  readonly traces: number;
  readonly all: number;
} {
  // Without configured names the agent looks up one: the API server's.
  const nameCount = Math.max(1, names.length);
  const lookupRate = (nameCount * profiles.length * QUERIES * 1000) / lookups.interval;
  const pairRate = (QUERIES * 1000) / pairs.interval;
  const traceRate = (trace.targets.length * QUERIES * 1000) / trace.interval;
  return {
    nameCount,
    lookups: rounded(lookupRate),
    pairs: rounded(pairRate),
    traces: rounded(traceRate),
    all: rounded(lookupRate + pairRate + traceRate),
  };
}

/**
 * The agent's initial credit of queries, for an investigation. It is half of what one may cost, and at most what the
 * intervals leave of `maxQps` within CREDIT_SECONDS. The agent pays it back within that time, so from then on `maxQps`
 * bounds the average since the start.
 */
export function startCredit(config: Plan & Pick<Config, 'maxQps' | 'investigation'>): {
  readonly queries: number;
  readonly withinSeconds: number;
} {
  const left = Math.max(0, config.maxQps - plannedQps(config).all) * CREDIT_SECONDS;
  const queries = Math.floor(Math.min(config.investigation.budget / 2, left));
  return { queries, withinSeconds: CREDIT_SECONDS };
}

/** The rules that are broken. None applies to `fleet` and `flows`, which send no DNS queries of their own. */
export function clashes(config: Config, facts: Circumstances): Clash[] {
  if (facts.command === 'fleet' || facts.command === 'flows') return [];
  const applicable = RULES.filter(
    ({ key, others }) => ![key, ...others].some((one) => facts.mistaken.has(one)),
  );
  return applicable.flatMap(({ key, reason }) => {
    const broken = reason(config, facts);
    return broken === undefined ? [] : [{ key, reason: broken }];
  });
}

function rounded(rate: number): number {
  return Number(rate.toFixed(3));
}
