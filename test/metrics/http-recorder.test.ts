/** The series of the agent's HTTP requests. */

import { describe, expect, it } from 'vitest';
import { recorder, series } from '../support/monitoring/recorded-series.ts';

const SHOP = 'https://shop.test/';
const ALL = { traceTargets: [SHOP, 'http://10.0.0.1/healthz'] };

async function httpSeries(of = recorder(undefined, ALL)): Promise<Record<string, number>> {
  return Object.fromEntries([...(await series(of))].filter(([key]) => /_http_/.test(key)));
}

describe('the HTTP requests', () => {
  it('have no series without targets, nor have the probes that were left out', async () => {
    expect(await httpSeries(recorder())).toEqual({});
    expect([...(await series(recorder())).keys()].filter((key) => key.includes('"trace"'))).toEqual([]);
  });

  it('have all series of each target at 0 from the start', async () => {
    const found = await httpSeries();
    expect(Object.keys(found)).toHaveLength(2 * (5 * 9 + 7));
    expect(new Set(Object.values(found))).toEqual(new Set([0]));
    const left = [...(await series(recorder(undefined, ALL))).keys()].filter((key) =>
      key.includes('"trace"'),
    );
    expect(left).toEqual([
      'fivesec_starved_probes_total{probe="trace"}',
      'fivesec_probes_skipped_total{probe="trace",reason="in-flight"}',
      'fivesec_probes_skipped_total{probe="trace",reason="budget"}',
    ]);
  });

  it('count the outcome, and the phases that the request had', async () => {
    const of = recorder(undefined, ALL);
    of.recordHttpRequest({ target: SHOP, outcome: 'answered', phases: { lookup: 5003, connect: 2 } });
    of.recordHttpRequest({ target: SHOP, outcome: 'lookup-failed', phases: {} });
    const found = await httpSeries(of);
    const moved = Object.entries(found).filter(([key, value]) => value > 0 && !key.includes('_bucket'));
    expect(Object.fromEntries(moved)).toEqual({
      [`fivesec_http_requests_total{target="${SHOP}",outcome="answered"}`]: 1,
      [`fivesec_http_requests_total{target="${SHOP}",outcome="lookup-failed"}`]: 1,
      [`fivesec_http_phase_duration_seconds_count{target="${SHOP}",phase="lookup"}`]: 1,
      [`fivesec_http_phase_duration_seconds_sum{target="${SHOP}",phase="lookup"}`]: 5.003,
      [`fivesec_http_phase_duration_seconds_count{target="${SHOP}",phase="connect"}`]: 1,
      [`fivesec_http_phase_duration_seconds_sum{target="${SHOP}",phase="connect"}`]: 0.002,
    });
    const bucket = (le: string) =>
      found[`fivesec_http_phase_duration_seconds_bucket{le="${le}",target="${SHOP}",phase="lookup"}`];
    expect([bucket('4.9'), bucket('5.5')]).toEqual([0, 1]);
  });
});
