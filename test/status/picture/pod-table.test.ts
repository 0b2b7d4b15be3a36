import { expect, it } from 'vitest';
import { podTable } from '../../../src/status/picture/pod-table.ts';
import { dead, evidence } from '../../diagnosis/evidences.ts';
import { linesOf } from '../../support/agent/html-lines.ts';

const PODS = { servers: [{ address: '10.244.0.2', port: 53 }], found: 'from the option `endpoints`' };
const pod = (address: string) => ({ target: { kind: 'endpoint', address } as const });

it('the table of DNS pods shows loss and median latency of each pod, the worst first', () => {
  const made = {
    ...evidence(),
    arms: [
      { ...dead('endpoint', 40, 0, pod('10.244.0.2')), transport: 'udp' as const },
      { ...dead('endpoint', 40, 40, pod('10.244.0.3')), transport: 'udp' as const, rttsMs: [] },
    ],
  };
  expect(linesOf(podTable(made, PODS)).slice(-6)).toEqual([
    ...['10.244.0.3', '100 % 40 of 40', 'no answer'],
    ...['10.244.0.2', '0 % 0 of 40', '1.00 ms'],
  ]);
});

it("the table of DNS pods shows each pod's share of the flows where the conntrack table is read", () => {
  const made = {
    ...evidence(),
    arms: [
      { ...dead('endpoint', 40, 0, pod('10.244.0.2')), transport: 'udp' as const },
      { ...dead('endpoint', 40, 0, pod('10.244.0.3')), transport: 'udp' as const },
    ],
  };
  const one = { endpoint: '10.244.0.2', flows: 30, unanswered: 0, share: 0.75 };
  const other = { endpoint: 'other', flows: 10, unanswered: 10, share: 0.25 };
  const flows = { windowMs: 300_000, endpoints: [one, other], clients: [] };
  const lines = linesOf(podTable(made, PODS, flows));
  expect(lines).toContain('Share');
  expect(lines.slice(-8)).toEqual([
    ...['10.244.0.2', '0 % 0 of 40', '1.00 ms', '75 %'],
    ...['10.244.0.3', '0 % 0 of 40', '1.00 ms', '0 %'],
  ]);
  expect(linesOf(podTable(made, PODS))).not.toContain('Share');
});

it('the table of DNS pods says which pods are known where none was asked', () => {
  expect(linesOf(podTable({ ...evidence(), arms: [] }, PODS))).toEqual([
    'No DNS pod was asked directly in the last minutes. Known: 10.244.0.2:53 (from the option endpoints).',
  ]);
});
