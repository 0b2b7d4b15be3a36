/** The DNS flows of the node's pods on the status page. */

import { expect, it } from 'vitest';
import { podFlows } from '../../src/status/pod-flows.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { unansweredFlows } from '../support/agent/page-views.ts';

it('the section about flows shows which DNS pods left flows unanswered, the worst first, and the client pods that waited', () => {
  const [about, ...lines] = linesOf(podFlows(unansweredFlows()));
  expect(about).toBe(
    "In the last 5 minutes the pods of this node sent 400 new flows to the DNS Service. 12 got no answer for 5 seconds or longer. fivesec's own flows do not count. The same as JSON",
  );
  expect(lines).toEqual([
    'By the DNS pod to which the node sent them. other is an address that is no known DNS pod.',
    ...['DNS pod', 'New flows', 'Share', 'No answer'],
    ...['10.244.0.3', '100', '25 %', '9'],
    ...['other', '40', '10 %', '3'],
    ...['10.244.0.2', '260', '65 %', '0'],
    'The client pods with the most unanswered flows. kubectl get pods -A -o wide shows whose address it is.',
    ...['Client pod', 'No answer'],
    ...['10.244.1.7', '8'],
    ...['fd00::1:7', '4'],
  ]);
});

it('the section about flows has no table without flows, and none of clients where every flow was answered', () => {
  const none = { windowMs: 300_000, endpoints: [], clients: [] };
  expect(linesOf(podFlows(none))).toHaveLength(1);
  const well = { endpoint: '10.244.0.2', flows: 1, unanswered: 0, share: 1 };
  const lines = linesOf(podFlows({ ...none, endpoints: [well] }));
  expect(lines[0]).toContain('sent 1 new flow to the DNS Service. 0 got no answer');
  expect(lines).not.toContain('Client pod');
});

it('the section about flows is bounded, whatever the cluster has', () => {
  const endpoints = Array.from({ length: 5_000 }, (_, index) => ({
    endpoint: `${'x'.repeat(500)}${index}`,
    flows: index,
    unanswered: index,
    share: 0,
  }));
  expect(podFlows({ windowMs: 300_000, endpoints, clients: [] }).text.length).toBeLessThan(10_000);
});
