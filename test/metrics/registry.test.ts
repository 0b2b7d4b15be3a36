import { describe, expect, expectTypeOf, it } from 'vitest';
import { MetricRegistry } from '../../src/metrics/registry.ts';
import type { LabelValues, MetricSpec } from '../../src/metrics/spec.ts';

const spec = {
  name: 'test_total',
  type: 'counter',
  help: 'For this test.',
  labels: { kind: ['x', 'y'], place: 'open' },
  presence: 'always',
} as const satisfies MetricSpec;
const gaugeSpec = { ...spec, name: 'test', type: 'gauge', labels: {}, presence: 'when-known' } as const;

async function samples(registry: MetricRegistry): Promise<string[]> {
  const { body } = await registry.expose();
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('MetricRegistry', () => {
  it('starts every known series at 0 and leaves open labels to what is known of them', async () => {
    const registry = new MetricRegistry();
    registry.counter(spec, { place: ['here'] });
    expect(await samples(registry)).toEqual([
      'test_total{kind="x",place="here"} 0',
      'test_total{kind="y",place="here"} 0',
    ]);
    const other = new MetricRegistry();
    other.counter(spec);
    expect(await samples(other)).toEqual([]);
  });

  it('starts with fewer of a closed set where fewer are configured', async () => {
    const registry = new MetricRegistry();
    registry.counter(spec, { kind: ['y'], place: ['here'] });
    expect(await samples(registry)).toEqual(['test_total{kind="y",place="here"} 0']);
  });

  it('shows no series, and not 0, for what is not known yet', async () => {
    const registry = new MetricRegistry();
    const gauge = registry.gauge(gaugeSpec);
    expect(await samples(registry)).toEqual([]);
    gauge.set({}, 3);
    expect(await samples(registry)).toEqual(['test 3']);
    gauge.clear();
    expect(await samples(registry)).toEqual([]);
  });

  it('adds nothing at all when 0 is added', async () => {
    const registry = new MetricRegistry();
    const counter = registry.counter({ ...gaugeSpec, name: 'rare_total', type: 'counter' });
    counter.add({}, 0);
    expect(await samples(registry)).toEqual(['rare_total 0']);
    counter.forget({});
    expect(await samples(registry)).toEqual([]);
  });

  it('keeps its own series apart from those of any other registry', async () => {
    const [one, other] = [new MetricRegistry(), new MetricRegistry()];
    one.gauge(gaugeSpec).set({}, 1);
    other.gauge(gaugeSpec).set({}, 2);
    expect([await samples(one), await samples(other)]).toEqual([['test 1'], ['test 2']]);
  });

  it('says the exact content type of the text format', async () => {
    const { contentType } = await new MetricRegistry().expose();
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('lets the compiler check label names and values', () => {
    expectTypeOf<LabelValues<typeof spec>>().toEqualTypeOf<{
      readonly kind: 'x' | 'y';
      readonly place: string;
    }>();
    expectTypeOf<LabelValues<typeof gaugeSpec>>().toEqualTypeOf<Record<never, never>>();
  });
});
