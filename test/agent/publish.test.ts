import { expect, test } from 'vitest';
import { publishJudgement } from '../../src/agent/publish.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { arm, evidence } from '../diagnosis/evidences.ts';
import { recorder, series } from '../support/monitoring/recorded-series.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { blindSnapshot } from '../window/contexts.ts';

const judged = {
  verdicts: [{ cause: 'packet-loss' as const, confidence: 0.8, rule: 'a-rule', facts: [], remedies: [] }],
  evidence: evidence([arm('pair', 40, { bothFailed: 10 }), arm('reopen', 40)]),
  raceWindow: 'repaired' as const,
};

test('verdicts, what each strategy lost, and the race window become series', async () => {
  const record = recorder();
  publishJudgement(record, judged, { ...blindSnapshot(new FakeClock()), kernel: read('6.1.0') });
  const shown = await series(record);
  expect(shown.get('fivesec_verdict{cause="packet-loss"}')).toBe(0.8);
  // A cause that was never named has no series: it would take 35 of the 400.
  expect(shown.has('fivesec_verdict{cause="conntrack-race"}')).toBe(false);
  expect(shown.get('fivesec_remedy_loss_ratio{strategy="pair"}')).toBe(0.25);
  expect(shown.get('fivesec_remedy_loss_ratio{strategy="reopen"}')).toBe(0);
  expect([...shown.keys()].find((key) => key.startsWith('fivesec_node_info'))).toContain(
    'race_window="repaired"',
  );
});

test('a kernel that is not known is left empty, and a strategy that was not measured has no series', async () => {
  const record = recorder();
  const snapshot = { ...blindSnapshot(new FakeClock()), kernel: absent('no-file', 'a test') };
  const measured = { ...judged.evidence, arms: [arm('pair', 40)] };
  publishJudgement(record, { ...judged, evidence: measured, verdicts: [] }, snapshot);
  const shown = await series(record);
  expect(shown.has('fivesec_remedy_loss_ratio{strategy="pair"}')).toBe(true);
  expect(shown.has('fivesec_remedy_loss_ratio{strategy="tcp"}')).toBe(false);
  expect([...shown.keys()].find((key) => key.startsWith('fivesec_node_info'))).toContain('kernel=""');
  expect(shown.has('fivesec_verdict{cause="packet-loss"}')).toBe(false);
});
