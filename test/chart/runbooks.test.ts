/** A runbook for each alert, and nothing that no alert leads to. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHART_DIR } from '../support/kubernetes/helm.ts';

const DIR = fileURLToPath(new URL('../../docs/runbooks', import.meta.url));
const values = parse(readFileSync(join(CHART_DIR, 'values.yaml'), 'utf8')) as {
  prometheusRule: { alerts: Record<string, unknown> };
};
const ALERTS = Object.keys(values.prometheusRule.alerts);

describe.each(ALERTS)('the runbook of %s', (alert) => {
  const file = join(DIR, `${alert}.md`);

  it('has the four headings in order, each with something below it', () => {
    const sections = readFileSync(file, 'utf8').split(/^## /m);
    expect(sections[0]?.trim()).toBe(`# ${alert}`);
    expect(sections.slice(1).map((section) => section.split('\n')[0])).toEqual([
      'Meaning',
      'Impact',
      'Diagnosis',
      'Mitigation',
    ]);
    for (const section of sections.slice(1))
      expect(section.split('\n').slice(1).join('').length).toBeGreaterThan(30);
  });

  it('links to pages that exist', () => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !link.includes('://') && !existsSync(join(DIR, link)))).toEqual([]);
  });
});

it('there is no runbook that no alert leads to, and the index lists them all', () => {
  const pages = readdirSync(DIR).filter((file) => file !== 'README.md');
  expect(pages.toSorted()).toEqual(ALERTS.map((alert) => `${alert}.md`).toSorted());
  const index = readFileSync(join(DIR, 'README.md'), 'utf8');
  expect(pages.filter((page) => !index.includes(`(${page})`))).toEqual([]);
});
