import { expect, it } from 'vitest';
import { absent } from '../../src/domain/reading.ts';
import { nodeFacts } from '../../src/status/node-facts.ts';
import { evidence } from '../diagnosis/evidences.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { NOW, pageViewOf } from '../support/agent/page-views.ts';
import { EVERYTHING_READ } from '../support/machine/node-readings.ts';

it('the section about the node says where fivesec measures, and how it found whom it asks', () => {
  expect(linesOf(nodeFacts(pageViewOf()))).toEqual([
    ...['Node', 'node-1'],
    ...['Kernel', '6.1.0'],
    ...['Race window', 'unknown: what was measured does not show whether A and AAAA clash in conntrack here'],
    ...['Nameservers', '[fd00::a]:53 a Service address (VIP); number 1 in /etc/resolv.conf'],
    ...['DNS pods', '10.244.0.2:53', 'from the option endpoints'],
    ...['Names', 'kubernetes.default.svc.cluster.local.'],
    ...["Can't be read", 'nothing: every reading is there'],
  ]);
});

it('the section about the node lists what cannot be read by its reason', () => {
  const [gone, other] = [absent('no-file', 'no /proc'), absent('no-permission', 'EACCES')];
  const latest = {
    takenAt: NOW,
    takenAtMs: 0,
    ...EVERYTHING_READ,
    conntrack: gone,
    conntrackEntries: gone,
    tcp: other,
  };
  expect(linesOf(nodeFacts(pageViewOf({ latest }))).slice(-2)).toEqual([
    "conntrack's counters; entries in the conntrack table (no /proc)",
    "the node's TCP counters (EACCES)",
  ]);
});

it.each(['open', 'repaired', 'absent', 'unknown'] as const)('explains the race window "%s"', (raceWindow) => {
  const made = evidence();
  const context = { ...made.context, raceWindow };
  const lines = linesOf(nodeFacts(pageViewOf({ evidence: { ...made, context } })));
  expect(lines[5]).toMatch(new RegExp(`^${raceWindow}: .{20}`));
});
