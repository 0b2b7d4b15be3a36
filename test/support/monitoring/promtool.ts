/** The door to promtool, of Prometheus 2 and of 3: checks rules, and runs them with given series. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type Built, whyMissing } from '../machine/go-tool.ts';
import { prometheus3 } from './prometheus3.ts';

/** Debian's promtool is that of Prometheus 2. */
export const VERSIONS = [2, 3] as const;
export type Version = (typeof VERSIONS)[number];

export interface PromtoolRun {
  readonly ok: boolean;
  readonly output: string;
}

/** Series in, firing alerts out. */
export interface RuleCase {
  readonly title: string;
  /** Series and their values in promtool's notation, one for each minute. */
  readonly series: Readonly<Record<string, string>>;
  /** For each time, all alerts that fire, as label sets. */
  readonly firing: Readonly<Record<string, readonly string[]>>;
  /** For each time, recorded series and their values, rounded to whole numbers. */
  readonly recorded?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

let built: Built | undefined;

function find(version: Version): Built {
  if (version === 3) {
    built ??= prometheus3('promtool');
    return built;
  }
  return spawnSync('promtool', ['--version']).status === 0
    ? { kind: 'built', path: 'promtool' }
    : { kind: 'missing', why: 'promtool is missing; Debian has it in the package prometheus' };
}

/** Why promtool can't run here, or `undefined` if it can. */
export function promtoolMissing(version: Version = 2): string | undefined {
  return whyMissing(find(version));
}

/** Runs `promtool` with files of the given names and texts in its working directory. */
export function promtool(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  version: Version = 2,
): PromtoolRun {
  const found = find(version);
  if (found.kind === 'missing') throw new Error(found.why);
  const dir = mkdtempSync(join(tmpdir(), 'fivesec-promtool-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const run = spawnSync(found.path, args, { cwd: dir, encoding: 'utf8' });
    if (run.error !== undefined) throw run.error;
    return { ok: run.status === 0, output: run.stdout + run.stderr };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** promtool's messages about cases that differ from the expected result; empty if there are none. */
export function failedCases(rules: string, cases: readonly RuleCase[], version: Version = 2): string {
  const tests = cases.map(({ title, series, firing, recorded = {} }) => ({
    name: title,
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      ...Object.entries(firing).map(([time, alerts]) => ({
        expr: 'ALERTS{alertstate="firing"}',
        eval_time: time,
        exp_samples: alerts.map((labels) => ({
          labels: `ALERTS{alertstate="firing",${labels}}`,
          value: 1,
        })),
      })),
      ...Object.entries(recorded).flatMap(([time, values]) =>
        Object.entries(values).map(([name, value]) => ({
          expr: `round(${name})`,
          eval_time: time,
          exp_samples: [{ labels: name.slice(name.indexOf('{')), value }],
        })),
      ),
    ],
  }));
  // Prometheus evaluates groups at the same time, promtool in an arbitrary order. In the order of the file, alerts see recorded series without a lag of a minute.
  const order = (parse(rules) as { groups: readonly { name: string }[] }).groups.map(({ name }) => name);
  const suite = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    group_eval_order: order,
    tests,
  };
  const files = { 'rules.yaml': rules, 'suite.yaml': stringify(suite) };
  const run = promtool(['test', 'rules', 'suite.yaml'], files, version);
  return run.ok ? '' : run.output;
}
