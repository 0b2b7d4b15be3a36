import { expect, it } from 'vitest';
import { fleetText } from '../../src/fleet/fleet-text.ts';
import type { Survey } from '../../src/fleet/survey.ts';
import { nodeReport, nodes, podsLosing, RACE } from '../support/fleet/node-reports.ts';

const survey = (given: Partial<Survey>): Survey => ({
  reports: [],
  silent: [],
  warnings: [],
  startedAt: 0,
  tookMs: 1_240,
  ...given,
});

it('the text says the conclusion first, then causes, nodes with their pods, and who did not answer', () => {
  const reports = [
    nodeReport('node-b'),
    nodeReport('node-a', { ...RACE, dnsPods: podsLosing([1, 0, 0]) }),
    nodeReport('node-c', { ready: false, dnsPods: [] }),
  ];
  const silent = [{ agent: '10.0.0.4:9353', reason: 'nothing listens there (ECONNREFUSED)' }];
  expect(fleetText(survey({ reports, silent, warnings: ['DNS failed.'] }))).toBe(`\
Only node node-a of 2 has a fault (conntrack-race): it lost 1 of 30 pairs, to 1 of 3 DNS pods, the others 0 of 30; \
the fault is between that node and DNS pod 10.244.0.2.

3 nodes answered in 1.2 s; 1 agent did not; still in the first round of probes: 1.
Note: DNS failed.

Nodes by cause:
  1  conntrack-race: A and AAAA clash in conntrack under DNAT and one of them is dropped

NODE    VERDICT         SURE  SLOW   LOST    10.244.0.2  10.244.0.3  10.244.0.4
node-a  conntrack-race  95 %  6/120  12/140  1/10        0/10        0/10
node-b  -                     0/120  0/140   0/10        0/10        0/10
node-c  starting              0/120  0/140   -           -           -

SLOW: stalled lookups of all. LOST: pairs that lost a query, of all. Addresses: the same straight to one DNS pod.

1 did not answer:
  10.0.0.4:9353: nothing listens there (ECONNREFUSED)
`);
});

it('the text shows the worst 40 of many nodes, 6 pods and 20 silent agents, and sums up the others', () => {
  const dnsPods = Array.from({ length: 9 }, (_, index) => ({
    address: `10.0.0.${index}`,
    pairs: 4,
    lost: 0,
  }));
  const silent = Array.from({ length: 25 }, (_, index) => ({
    agent: `10.1.0.${index}:9353`,
    reason: 'no answer',
  }));
  const lines = fleetText(survey({ reports: nodes(5_000, () => ({ dnsPods })), silent })).split('\n');
  expect(lines.length).toBeLessThan(80);
  expect(lines.filter((line) => line.startsWith('node-'))).toHaveLength(40);
  expect(lines.find((line) => line.startsWith('4960 other nodes'))).toMatch(
    /^4960 other nodes {2}0 with a fault .*0\/19840 .*0\/59520$/,
  );
  expect(lines.find((line) => line.startsWith('NODE'))).toContain('3 other pods');
  expect(lines.at(-2)).toBe('  and 5 more');
});

it('the text has long names of nodes cut', () => {
  const text = fleetText(survey({ reports: [nodeReport('n'.repeat(253))] }));
  expect(text).toContain(`${'n'.repeat(39)}… `);
  expect(text).not.toContain('n'.repeat(40));
});
