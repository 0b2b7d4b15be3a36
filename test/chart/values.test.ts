/** The chart's values: what the schema takes, what it refuses, and that it knows all of them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemaRows } from '../../src/config/schema.ts';
import { at, CHART_DIR, helm, helmTemplate } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

const CI_DIR = join(CHART_DIR, 'ci');
const read = (file: string) => readFileSync(join(CHART_DIR, file), 'utf8');
const schema: unknown = JSON.parse(read('values.schema.json'));
const values: unknown = parse(read('values.yaml'));

beforeEach((ctx) => needs(ctx, layerMissing()));

it('passes helm lint --strict', () => {
  const run = helm('lint', '--strict', CHART_DIR);
  expect(run.stdout + run.stderr).toContain('0 chart(s) failed');
  expect(run.ok).toBe(true);
});

describe.each(readdirSync(CI_DIR))('%s', (file) => {
  it('has the suffix that chart-testing looks for', () => {
    expect(file).toMatch(/-values\.yaml$/);
  });

  it('passes helm lint and renders', () => {
    expect(helm('lint', '--strict', CHART_DIR, '--values', join(CI_DIR, file)).ok).toBe(true);
    const run = helmTemplate({ files: [join(CI_DIR, file)] });
    expect(run.stderr).toBe('');
    expect(run.ok).toBe(true);
  });

  it('is valid by the schema', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema as object);
    validate(parse(readFileSync(join(CI_DIR, file), 'utf8')));
    expect(validate.errors).toBeNull();
  });
});

describe('the schema', () => {
  it('is draft-07 and compiles without a doubt of its own', () => {
    expect(at(schema, '$schema')).toBe('http://json-schema.org/draft-07/schema#');
    expect(() => new Ajv({ strict: 'log', allowUnionTypes: true }).compile(schema as object)).not.toThrow();
  });

  it('knows every key of values.yaml', () => {
    expect(unknownKeys(values, schema, '')).toEqual([]);
  });

  it('names no key that values.yaml does not show, but for the keys of the agent', () => {
    expect(unshownKeys(schema, values, '').filter((path) => !path.startsWith('/config/'))).toEqual([
      '/livenessProbe/successThreshold',
      '/livenessProbe/terminationGracePeriodSeconds',
      '/readinessProbe/successThreshold',
      '/readinessProbe/terminationGracePeriodSeconds',
      '/serviceMonitor/attachMetadata/node',
      '/podMonitor/attachMetadata/node',
    ]);
  });

  it("has each key of the agent's configuration and no other", () => {
    const agent = schemaRows().map(({ path }) => `/${path.join('/')}`);
    const chart = leaves(at(schema, 'properties.config'), '');
    expect(chart.toSorted()).toEqual(agent.toSorted());
  });

  it.each([
    ['an unknown key', { nonsense: 1 }, "additional properties 'nonsense' not allowed"],
    ['an unknown key further down', { 'image.tagg': 'x' }, "at '/image'.*'tagg'"],
    ['a key that the agent does not have', { 'config.lookups.every': '5s' }, "at '/config/lookups'.*'every'"],
    [
      'a number for a duration',
      { 'config.lookups.interval': 5 },
      "at '/config/lookups/interval'.*want string",
    ],
    ['a duration without a unit', { 'config.pairs.deadline': '5' }, "at '/config/pairs/deadline'"],
    ['a strategy that is none', { 'config.pairs.strategies': ['both'] }, "at '/config/pairs/strategies/0'"],
    ['text for a number', { 'config.maxQps': 'many' }, "at '/config/maxQps'.*want number"],
    ['a digest that is none', { 'image.digest': 'latest' }, "at '/image/digest'"],
    [
      'a threshold of an alert that has none',
      { 'prometheusRule.alerts.FivesecConntrackRace.ratio': 1 },
      "'ratio'",
    ],
    [
      'an alert that there is not',
      { 'prometheusRule.alerts.FivesecNonsense.enabled': true },
      'FivesecNonsense',
    ],
    ['a severity that is none', { 'prometheusRule.alerts.FivesecAgentDown.severity': 'page' }, 'severity'],
    ['a mode of injection that there is not', { 'injection.mode': 'magic' }, "at '/injection/mode'"],
  ])('refuses %s and names its path', (_, wrong, message) => {
    const run = helmTemplate({ values: wrong });
    expect(run.ok).toBe(false);
    expect(run.stderr).toMatch(new RegExp(message));
  });
});

const isMap = (tree: unknown): tree is Record<string, unknown> =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);

/** Follows a reference; only those to the schema's own definitions exist. */
function resolved(node: unknown): Record<string, unknown> {
  const target = at(node, '$ref');
  if (typeof target === 'string') return resolved(at(schema, target.slice(2).replace('/', '.')));
  return isMap(node) ? node : {};
}

const isClosed = (node: Record<string, unknown>) => node['additionalProperties'] === false;

function unknownKeys(tree: unknown, node: unknown, path: string): readonly string[] {
  const { properties } = resolved(node);
  if (!isMap(tree) || !isMap(properties)) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    key in properties ? unknownKeys(value, properties[key], `${path}/${key}`) : [`${path}/${key}`],
  );
}

function unshownKeys(node: unknown, tree: unknown, path: string): readonly string[] {
  const found = resolved(node);
  const { properties } = found;
  if (!isMap(properties) || !isClosed(found)) return [];
  return Object.entries(properties).flatMap(([key, below]) => {
    const here = `${path}/${key}`;
    if (!isMap(tree) || !(key in tree)) return [here];
    return unshownKeys(below, tree[key], here);
  });
}

function leaves(node: unknown, path: string): readonly string[] {
  const { properties } = resolved(node);
  if (!isMap(properties)) return [path];
  return Object.entries(properties).flatMap(([key, below]) => leaves(below, `${path}/${key}`));
}
