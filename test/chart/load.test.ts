/** The chart refuses at install time what the agent would refuse in its init container, with the same numbers. */

import { beforeEach, describe, expect, it } from 'vitest';
import { helmTemplate } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

describe('a load beyond the bound', () => {
  it.each([
    [{ 'config.maxQps': 0.5 }, '1 x 2 x 2 / 10s + 2 / 2s = 0.4 + 1 = 1.4 queries a second, more than 0.5'],
    [
      { 'config.lookups': { interval: '1s' } },
      '1 x 2 x 2 / 1s + 2 / 2s = 4 + 1 = 5 queries a second, more than 2',
    ],
    [
      { 'config.lookups': { interval: '1.5m' }, 'config.pairs': { interval: '500ms' } },
      '1 x 2 x 2 / 1.5m + 2 / 500ms = 0.044 + 4 = 4.044 queries a second, more than 2',
    ],
    [
      {
        'config.names': ['a.test.', 'b.test.', 'c.test.'],
        'config.profiles': ['glibc'],
        'config.maxQps': 1.5,
      },
      '3 x 1 x 2 / 10s + 2 / 2s = 0.6 + 1 = 1.6 queries a second, more than 1.5',
    ],
  ])('%j is refused with its arithmetic', (values, arithmetic) => {
    const run = helmTemplate({ values });
    expect(run.ok).toBe(false);
    expect(run.stderr).toContain(
      `config.maxQps: names x profiles x 2 / lookups.interval + 2 / pairs.interval = ${arithmetic}`,
    );
  });

  it('of an interval of zero is refused with that interval', () => {
    const run = helmTemplate({ values: { 'config.pairs': { interval: '0s' } } });
    expect(run.stderr).toContain('config has the duration 0s: it must be longer than zero');
  });

  it('counts the HTTP traces', () => {
    const targets = Array.from({ length: 10 }, (_, index) => `https://shop-${index}.test/`);
    const run = helmTemplate({ values: { 'config.trace': { targets } } });
    expect(run.stderr).toContain(
      'config.maxQps: names x profiles x 2 / lookups.interval + 2 / pairs.interval + trace.targets x 2 / trace.interval = ' +
        '1 x 2 x 2 / 10s + 2 / 2s + 10 x 2 / 30s = 0.4 + 1 + 0.667 = 2.067 queries a second, more than 2',
    );
    expect(helmTemplate({ values: { 'config.trace': { targets: targets.slice(1) } } }).ok).toBe(true);
  });

  it.each([
    [{}],
    [{ 'config.names': ['a.test.', 'b.test.'] }],
    [{ 'config.maxQps': 1.4 }],
    [{ 'config.maxQps': 5, 'config.lookups': { interval: '1s' } }],
    // A flag wins over the file, and the agent alone knows what it says.
    [{ 'config.maxQps': 0.5, extraArgs: ['--max-qps=2'] }],
  ])('%j is accepted', (values) => {
    expect(helmTemplate({ values })).toMatchObject({ ok: true });
  });
});

describe("a deadline shorter than the resolver's timeout", () => {
  it('is refused with both', () => {
    const run = helmTemplate({ values: { 'config.pairs': { deadline: '1s' } } });
    expect(run.ok).toBe(false);
    expect(run.stderr).toContain(
      "config.pairs.deadline: 1s is shorter than the resolver's own timeout of 5s",
    );
  });

  it.each([
    [{ dnsConfig: { options: [{ name: 'timeout', value: '1' }] } }],
    [{ dnsPolicy: 'Default' }],
    [{ 'config.resolvConf': '/etc/resolv.other' }],
  ])('is accepted with %j, where that timeout is shorter or not known', (values) => {
    expect(helmTemplate({ values: { 'config.pairs': { deadline: '1s' }, ...values } })).toMatchObject({
      ok: true,
    });
  });
});
