/** What hangs on a cause, a strategy or a metric is complete: a new one can't be added without it. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageIds, pageOf } from '../../scripts/causes/page.ts';
import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { STRATEGY_IDS, specOf } from '../../src/domain/strategy.ts';
import { KERNEL_METRICS } from '../../src/metrics/kernel-metrics.ts';
import { type Ask, askOf } from '../../src/patterns/ask.ts';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { arm, queries } from '../diagnosis/evidences.ts';
import { SCENARIO_NAMES, scenarioOf } from '../lab/scenarios.ts';
import { WORLD_NAMES, worldOf } from '../lab/worlds.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

/** The text of all files of `folder`, with their names. */
function textsOf(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(new URL(folder, ROOT), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `${folder}${name}`, text: read(`${folder}${name}`) }));
}

/** Causes that the lab can't make, and why. Their rows may stand here before the cause does. */
const NOT_IN_THE_LAB = new Map([
  ['node-backlog', 'a namespace has no backlog of its own: it would be the whole machine that drops packets'],
  ['something-else', 'no mechanism that is known leads to it'],
  ['not-enough-evidence', 'it is what remains where no cause is found'],
  ['neighbour-table-full', 'the limit of the neighbour table is one for the whole machine'],
  ['checksum-errors', 'a veth pair computes no checksum that could be wrong'],
]);

/** Causes that the simulated worlds do not judge, and why. */
const NOT_RULED = new Map([
  ['search-amplification', 'the worlds make pairs and lookups of one name: no search list'],
  ['wildcard-search', 'the worlds make pairs and lookups of one name: no search list'],
  ['neighbour-table-full', 'the worlds count no neighbours'],
  ['checksum-errors', 'the worlds compute no checksums'],
]);

describe('each cause', () => {
  it.each(CAUSE_IDS)('%s has a page with its alert, or with the reason why it has none', (cause) => {
    expect(pageOf(cause).id).toBe(cause);
  });

  it('has a scenario or a world in the lab, or the reason why not', () => {
    const made = new Set<string>([
      ...SCENARIO_NAMES.map(scenarioOf).flatMap(({ cause, alsoTrue = [] }) => [cause ?? '', ...alsoTrue]),
      ...WORLD_NAMES.map(worldOf).flatMap(({ wanted, alsoTrue = [] }) => [...wanted, ...alsoTrue]),
    ]);
    expect(CAUSE_IDS.filter((cause) => !made.has(cause) && !NOT_IN_THE_LAB.has(cause))).toEqual([]);
    expect([...NOT_IN_THE_LAB.keys()].filter((cause) => made.has(cause))).toEqual([]);
  });

  it('has a ruling in the simulated worlds, or the reason why not', () => {
    const rulings = read('test/worlds/rulings.ts');
    const isRuled = (cause: string) => rulings.includes(`'${cause}'`);
    expect(CAUSE_IDS.filter((cause) => !isRuled(cause) && !NOT_RULED.has(cause))).toEqual([]);
    expect([...NOT_RULED.keys()].filter(isRuled)).toEqual([]);
  });
});

describe('the pages of causes', () => {
  it('are all well-formed, also those whose cause is still to come', () => {
    const pages = pageIds().map(pageOf);
    const alerts = pages.flatMap(({ alerting }) => ('alert' in alerting ? [alerting.alert] : []));
    expect(new Set(alerts).size).toBe(alerts.length);
    expect(pages.length).toBeGreaterThanOrEqual(CAUSE_IDS.length);
  });
});

describe('each strategy', () => {
  /** `askNext` names what to measure, not what is compared. */
  const rules = [...textsOf('src/causes/'), ...textsOf('src/compare/')]
    .filter(({ path }) => /\/(compare|causes)\//.test(path))
    .map(({ text }) => text.replaceAll(/askNext: \[[^\]]*\]/g, ''))
    .join('\n');
  const asks = STRATEGY_IDS.map((strategy) => {
    const lost = queries(9, { timedOut: 9 });
    const { target: kind, asks: question } = specOf(strategy);
    const scope = question === 'uncached' ? 'uncached' : 'cluster';
    return askOf(
      arm(strategy, 9, { target: { kind, address: kind }, scope, a: lost, aaaa: lost, bothFailed: 9 }),
    );
  });
  /** What each pattern says of an ask, with values from the middle of its axes. */
  const predictionsOf = (ask: Ask | undefined) =>
    candidatesFor(asks).map(({ pattern: { axes, predict } }) =>
      ask === undefined
        ? undefined
        : predict(
            ask,
            axes.map((axis) => axis[Math.floor(axis.length / 2)] ?? 0),
          ),
    );
  const ofPair = predictionsOf(asks.find(({ strategy }) => strategy === 'pair'));

  it.each(STRATEGY_IDS)(
    '%s is named by a rule, or a pattern predicts something else for it than for a pair',
    (strategy) => {
      const own = predictionsOf(asks.find((ask) => ask.strategy === strategy));
      const isPredicted = JSON.stringify(own) !== JSON.stringify(ofPair);
      expect(isPredicted || rules.includes(`'${strategy}'`)).toBe(true);
    },
  );
});

describe('each metric', () => {
  const sources = textsOf('src/').filter(({ path }) => !path.endsWith('-metrics.ts'));
  const declared = textsOf('src/metrics/')
    .filter(({ path }) => path.endsWith('-metrics.ts'))
    .flatMap(({ text }) => {
      const group = /export const ([A-Z_]+_METRICS) = \{/.exec(text)?.[1];
      const groups = text.split(/^export const ([A-Z_]+_METRICS) = \{/m).slice(1);
      expect(group).toBeDefined();
      return pairsOf(groups).flatMap(([name, body]) =>
        [...body.matchAll(/^ {2}(\w+): \{$/gm)].map(([, key = '']) => `${name}.${key}`),
      );
    });

  it('is found in the catalogue', () => {
    expect(declared.length).toBeGreaterThan(30);
  });

  /** The recorder of the node records every row of its own table. */
  const byTable = Object.keys(KERNEL_METRICS).map((key) => `KERNEL_METRICS.${key}`);

  it.each(declared.filter((metric) => !byTable.includes(metric)))('%s is set by a recorder', (metric) => {
    expect(sources.filter(({ text }) => new RegExp(`\\b${metric}\\b`).test(text))).not.toEqual([]);
  });
});

function pairsOf(texts: readonly string[]): readonly (readonly [string, string])[] {
  return texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1] ?? ''] as const] : []));
}
