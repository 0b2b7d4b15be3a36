/** What must hold between options: each rule shows its sum, so that the reader sees which number to change. */

import { formatDuration } from './fields.ts';
import type { Config } from './schema.ts';

/** A rule that does not hold. */
export interface Clash {
  /** The key to blame. */
  readonly key: string;
  readonly reason: string;
}

/** What a rule must know beside the values. */
export interface Circumstances {
  /** The keys that somebody set. */
  readonly given: ReadonlySet<string>;
  /** The keys whose value is wrong already. */
  readonly mistaken: ReadonlySet<string>;
  readonly command: 'agent' | 'check';
  /** How long the resolver of this machine waits for one answer. */
  readonly resolverTimeoutMs: number;
}

interface Rule {
  readonly key: string;
  /** The other keys in the sum: with one of them mistaken there is nothing to reckon. */
  readonly others: readonly string[];
  readonly reason: (config: Config, facts: Circumstances) => string | undefined;
}

/** Both queries, A and AAAA. */
const QUERIES = 2;

const RULES: readonly Rule[] = [
  {
    key: 'maxQps',
    others: ['names', 'profiles', 'lookups.interval', 'pairs.interval'],
    reason({ names, profiles, lookups, pairs, maxQps }, { command }) {
      if (command !== 'agent') return undefined;
      // Without names of its own the agent looks up one: the API server's.
      const nameCount = Math.max(1, names.length);
      const lookupRate = (nameCount * profiles.length * QUERIES * 1000) / lookups.interval;
      const pairRate = (QUERIES * 1000) / pairs.interval;
      const rate = rounded(lookupRate + pairRate);
      if (rate <= maxQps) return undefined;
      return (
        `names x profiles x 2 / lookups.interval + 2 / pairs.interval = ` +
        `${nameCount} x ${profiles.length} x 2 / ${formatDuration(lookups.interval)} + 2 / ${formatDuration(pairs.interval)} = ` +
        `${rounded(lookupRate)} + ${rounded(pairRate)} = ${rate} queries a second, more than ${maxQps}`
      );
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
  {
    key: 'pairs.strategies',
    others: ['nodeLocal'],
    reason({ pairs, nodeLocal }, { given }) {
      if (!given.has('pairs.strategies') || !pairs.strategies.includes('node-local') || nodeLocal)
        return undefined;
      return 'names node-local, but nodeLocal says no address';
    },
  },
  {
    key: 'pairs.strategies',
    others: ['endpoints', 'endpointsName'],
    reason({ pairs, endpoints, endpointsName }, { given }) {
      if (!given.has('pairs.strategies') || !pairs.strategies.includes('endpoint')) return undefined;
      if (endpoints.length > 0 || endpointsName !== undefined) return undefined;
      return 'names endpoint, but neither endpoints nor endpointsName says an address';
    },
  },
];

/** The rules that do not hold. */
export function clashes(config: Config, facts: Circumstances): Clash[] {
  const reckonable = RULES.filter(
    ({ key, others }) => ![key, ...others].some((one) => facts.mistaken.has(one)),
  );
  return reckonable.flatMap(({ key, reason }) => {
    const told = reason(config, facts);
    return told === undefined ? [] : [{ key, reason: told }];
  });
}

function rounded(rate: number): number {
  return Number(rate.toFixed(3));
}
