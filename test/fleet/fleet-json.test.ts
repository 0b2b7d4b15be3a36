import { expect, it } from 'vitest';
import { fleetJson } from '../../src/fleet/fleet-json.ts';
import { nodes, PODS, RACE } from '../support/fleet/node-reports.ts';

it('the JSON has the conclusion, the sums, and every report as it came', () => {
  const reports = nodes(2, () => RACE);
  const silent = [{ agent: '10.0.0.4:9353', reason: 'no answer within 3 s' }];
  const json = fleetJson({ reports, silent, warnings: [], startedAt: 7, tookMs: 12.6 });
  expect(json).toMatchObject({
    schema: 1,
    startedAt: 7,
    tookMs: 13,
    conclusion: { kind: 'every-node' },
    causes: [{ cause: 'conntrack-race', nodes: 2 }],
    nodes: reports,
    silent,
    warnings: [],
  });
  expect(json.dnsPods[0]).toEqual({ address: PODS[0], pairs: 20, lost: 0, nodes: 2, nodesWithLoss: 0 });
});
