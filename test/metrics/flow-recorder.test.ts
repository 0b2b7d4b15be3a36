/** The series of the DNS flows of the node's pods. */

import { describe, expect, it } from 'vitest';
import type { Recorder } from '../../src/metrics/recorder.ts';
import { recorder, series } from '../support/monitoring/recorded-series.ts';

const rise = (
  flows: Record<string, number>,
  unanswered: Record<string, number>,
  clients: Record<string, number>,
) => ({
  flows: new Map(Object.entries(flows)),
  unanswered: new Map(Object.entries(unanswered)),
  clients: new Map(Object.entries(clients)),
});

async function flowSeries(act: (of: Recorder) => void): Promise<Record<string, number>> {
  const of = recorder();
  act(of);
  return Object.fromEntries([...(await series(of))].filter(([key]) => /flow/.test(key)));
}

describe('the flows', () => {
  it('have no series while the table was never read', async () => {
    expect(await flowSeries(() => {})).toEqual({});
  });

  it('are counted by DNS pod, at 0 from the first reading on', async () => {
    expect(
      await flowSeries((of) => {
        of.recordFlows(rise({ one: 3, other: 1 }, { one: 2 }, { '10.0.0.9': 2 }), 250, ['one', 'two'], 0);
        of.recordSkippedFlowRead('cpu');
      }),
    ).toEqual({
      'fivesec_flows_total{endpoint="one"}': 3,
      'fivesec_flows_total{endpoint="two"}': 0,
      'fivesec_flows_total{endpoint="other"}': 1,
      'fivesec_unanswered_flows_total{endpoint="one"}': 2,
      'fivesec_unanswered_flows_total{endpoint="two"}': 0,
      'fivesec_unanswered_flows_total{endpoint="other"}': 0,
      fivesec_flow_read_cpu_seconds_total: 0.25,
      'fivesec_flow_reads_skipped_total{reason="table-size"}': 0,
      'fivesec_flow_reads_skipped_total{reason="cpu"}': 1,
    });
  });

  it('of a DNS pod that has gone have no series any more', async () => {
    const kept = await flowSeries((of) => {
      of.recordFlows(rise({ one: 3 }, {}, {}), 0, ['one'], 0);
      of.recordFlows(rise({}, {}, {}), 0, ['two'], 0);
    });
    expect(Object.keys(kept).filter((key) => key.startsWith('fivesec_flows_total'))).toEqual([
      'fivesec_flows_total{endpoint="other"}',
      'fivesec_flows_total{endpoint="two"}',
    ]);
  });

  it('have series by client only where asked for, and a bounded number', async () => {
    const clients = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`10.0.${index >> 8}.${index & 255}`, 1]),
    );
    const found = await flowSeries((of) => of.recordFlows(rise({}, {}, clients), 0, [], 3));
    const own = Object.entries(found).filter(([key]) => key.startsWith('fivesec_pod_'));
    expect(own).toHaveLength(4);
    expect(found['fivesec_pod_unanswered_flows_total{pod_ip="other"}']).toBe(4997);
  });
});
