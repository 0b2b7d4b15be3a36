import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CAUSE_TABLE_FILE,
  causeTable,
  chartSchema,
  chartValues,
  SCHEMA_FILE,
  VALUES_FILE,
} from '../../../scripts/causes/chart.ts';
import { CONFLICTS_FILE, conflictsFile } from '../../../scripts/chart/conflicts.ts';
import { OPTION_VALUES_FILE, optionValuesFile } from '../../../scripts/chart/option-values.ts';
import { DASHBOARD_FILE, dashboardFile } from '../../../scripts/dashboard.ts';
import { STRATEGY_IDS } from '../../../src/domain/strategy.ts';
import { CHART_DIR } from '../../support/kubernetes/helm.ts';

const committed = (file: string) => readFileSync(`${CHART_DIR}/${file}`, 'utf8');

it.each([
  [CAUSE_TABLE_FILE, causeTable],
  [VALUES_FILE, () => chartValues(committed(VALUES_FILE))],
  [CONFLICTS_FILE, conflictsFile],
  [OPTION_VALUES_FILE, optionValuesFile],
  [DASHBOARD_FILE, dashboardFile],
])('%s of the chart is up to date with its sources', (file, text) => {
  expect(committed(file)).toBe(text());
});

describe("the schema of the chart's values", () => {
  it('is up to date with the table of causes and the rows of the options', () => {
    expect(chartSchema(committed(SCHEMA_FILE))).toBe(committed(SCHEMA_FILE));
  });

  it('gets back each strategy that it lacks', () => {
    for (const strategy of STRATEGY_IDS) {
      const without = committed(SCHEMA_FILE).replace(new RegExp(`\\n *"${strategy}",?(?=\\n)`), '');
      expect(without, strategy).not.toBe(committed(SCHEMA_FILE));
      expect(chartSchema(without), strategy).toBe(committed(SCHEMA_FILE));
    }
  });

  it("needs the agent's configuration that it replaces", () => {
    const without = committed(SCHEMA_FILE).replace('"config": {', '"settings": {');
    expect(() => chartSchema(without)).toThrow(/lacks the agent's configuration/);
  });

  it('allows the strategies of the example in the values', () => {
    const example = /# +strategies: \[(.*)\]/.exec(committed(VALUES_FILE))?.[1]?.split(', ') ?? [];
    expect(example).not.toEqual([]);
    expect(example.filter((name) => !STRATEGY_IDS.some((id) => id === name))).toEqual([]);
  });
});
