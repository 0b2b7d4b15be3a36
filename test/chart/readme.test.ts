/** The chart's README says what values.yaml says, and shows the scrape job. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { README_FILE, readmeFile, valueRows } from '../../scripts/chart/readme.ts';
import { scrapeJob } from '../../scripts/chart/scrape.ts';
import { CHART_DIR, helm } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

const README = readFileSync(join(CHART_DIR, README_FILE), 'utf8');
const VALUES = readFileSync(join(CHART_DIR, 'values.yaml'), 'utf8');

it('the README is what `npm run chart` writes', () => {
  expect(readmeFile(README, VALUES, scrapeJob())).toBe(README);
});

it('a fraction that it shows on the command line is taken', (ctx) => {
  needs(ctx, layerMissing());
  const [shown = '', value = ''] = /`--set-json (\S+)`/.exec(README) ?? [];
  expect(shown).toContain('.');
  expect(helm('template', 'fivesec', CHART_DIR, '--set-json', value).stderr).toBe('');
});

describe('the table of values', () => {
  it('has a row for every top-level value, described itself or key by key', () => {
    const rows = valueRows(VALUES).map(({ key }) => key.split('.')[0]);
    const keys = Object.keys(parse(VALUES) as Record<string, unknown>);
    expect(keys.filter((key) => !rows.includes(key))).toEqual([]);
  });

  it('has no two rows for one value', () => {
    const keys = valueRows(VALUES).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('valueRows', () => {
  it('reads the comment above a key, in a map and at the start of one', () => {
    const text =
      '# About the file.\n\n# -- First.\na: 1\nb:\n  # -- Second.\n  c: []\n  # not a description\n  d: x\n';
    expect(valueRows(text)).toEqual([
      { key: 'a', fallback: '1', sentence: 'First.' },
      { key: 'b.c', fallback: '[]', sentence: 'Second.' },
    ]);
  });

  it('refuses a README without its marks', () => {
    expect(() => readmeFile('# no marks', 'a: 1', '')).toThrow(/lacks/);
  });
});
