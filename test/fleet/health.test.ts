import { expect, it } from 'vitest';
import { causeOf, countByCause, healthOf, sureOf, titleOf } from '../../src/fleet/health.ts';
import { nodeReport, podsLosing, RACE } from '../support/fleet/node-reports.ts';

it('a node with a fault, an unnamed stall or an unknown cause is unhealthy, from a confidence of 0.5 on', () => {
  const cause = (name: string, confidence: number) =>
    causeOf(nodeReport('a', { verdict: { cause: name, confidence } }));
  expect(cause('conntrack-race', 0.5)).toBe('conntrack-race');
  expect(cause('not-enough-evidence', 1)).toBe('not-enough-evidence');
  expect(cause('from-the-future', 0.8)).toBe('from-the-future');
  expect([cause('conntrack-race', 0.49), cause('clash-repaired', 1), cause('agent-starved', 1)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('a node shows how sure its cause is, but not how sure it is that the cause is not known', () => {
  const sure = (cause: string, confidence: number) =>
    sureOf(nodeReport('a', { verdict: { cause, confidence } }));
  expect(sure('conntrack-race', 0.8)).toBe('80 %');
  expect(sure('from-the-future', 0.8)).toBe('80 %');
  expect(['', '']).toEqual([sure('not-enough-evidence', 1), sure('clash-repaired', 1)]);
});

it('a node is starting while its first round is not done, unless a fault shows already', () => {
  expect(healthOf(nodeReport('a', { ready: false }))).toBe('starting');
  expect(healthOf(nodeReport('a', { ...RACE, ready: false }))).toBe('unhealthy');
  expect(healthOf(nodeReport('a', { dnsPods: podsLosing([2, 0, 0], 2) }))).toBe('healthy');
  expect(healthOf(nodeReport('a', { dnsPods: podsLosing([2, 2, 2], 4) }))).toBe('unhealthy');
});

it('countByCause counts the unhealthy nodes of each cause', () => {
  const reports = [
    nodeReport('a', RACE),
    nodeReport('b', { dnsPods: podsLosing([9, 9, 9]) }),
    nodeReport('c', RACE),
    nodeReport('d'),
  ];
  expect(countByCause(reports)).toEqual([
    { cause: 'conntrack-race', nodes: 2 },
    { cause: 'no cause yet', nodes: 1 },
  ]);
  expect([titleOf('server-slow'), titleOf('constructor')]).toEqual(['the DNS pods answer slowly', '']);
});
