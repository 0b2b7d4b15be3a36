import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/metrics/catalogue.ts';
import { RESOLVER_EDGES } from '../../src/metrics/probe-metrics.ts';

const METRICS = CATALOGUE.flatMap(({ metrics }) => metrics);

describe('the catalogue', () => {
  it('has each metric once', () => {
    const names = METRICS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('keeps the prefix, and the names that a process has everywhere', () => {
    for (const { name } of METRICS) expect(name).toMatch(/^(fivesec|process)_[a-z_]+$/);
  });

  it('ends the names of counters, and of no other metric, in _total', () => {
    for (const { name, type } of METRICS)
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
  });

  it('explains each metric in a sentence', () => {
    for (const { help } of METRICS) expect(help).toMatch(/^\S.*\.$/);
  });

  it('says of the loss with a remedy what the code counts: pairs', () => {
    const help = METRICS.find(({ name }) => name === 'fivesec_remedy_loss_ratio')?.help;
    expect(help).toMatch(/^Proportion of pairs /);
  });

  it('has edges that rise, that are no whole 5, and that keep each resolver timeout in a bucket of its own', () => {
    for (const { edges } of METRICS)
      expect(edges).toEqual(edges && [...edges].sort((one, other) => one - other));
    for (const timeout of [2.5, 5, 7.5, 10]) {
      const above = RESOLVER_EDGES.findIndex((edge) => edge > timeout);
      const [low, high] = [RESOLVER_EDGES[above - 1] ?? 0, RESOLVER_EDGES[above] ?? 0];
      expect([timeout, Math.round((high - low) * 10)]).toEqual([timeout, 2]);
    }
  });

  it('uses no label name that clashes with those of a scrape', () => {
    const taken = ['type', 'node', 'instance', 'job', 'zone', 'region', 'cluster', 'service', 'env', 'le'];
    for (const { labels } of METRICS)
      for (const label of Object.keys(labels)) expect(taken).not.toContain(label);
  });
});
