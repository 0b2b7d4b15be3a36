import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReport } from '../../src/fleet/read-report.ts';
import { nodeReport, RACE } from '../support/fleet/node-reports.ts';

const full = nodeReport('node-1', { ...RACE, zone: 'eu-1a' });
const reasonOf = (value: unknown) => {
  const read = readReport(typeof value === 'string' ? value : JSON.stringify(value));
  return read.kind === 'unreadable' ? read.reason : 'it was read';
};

describe('the answer of an agent', () => {
  it('is read whole', () => {
    expect(readReport(JSON.stringify(full))).toEqual({ kind: 'report', report: full });
  });

  it('needs neither zone, kernel, CPUs nor a verdict', () => {
    const { zone, kernel, cpus, verdict, ...least } = full;
    expect([zone, kernel, cpus, verdict]).not.toContain(undefined);
    expect(readReport(JSON.stringify(least))).toEqual({ kind: 'report', report: least });
  });

  it('may say more than this version knows, which is dropped', () => {
    const newer = { ...full, flows: [1, 2], dnsPods: full.dnsPods.map((pod) => ({ ...pod, zone: 'a' })) };
    expect(readReport(JSON.stringify(newer))).toEqual({ kind: 'report', report: full });
  });

  it.each([
    ['', 'its answer is not JSON'],
    ['<html>', 'its answer is not JSON'],
    ['null', 'its answer has a wrong or missing value'],
    [{ ...full, schema: 2 }, 'its answer has a wrong or missing value at schema'],
    [{ ...full, node: 7 }, 'its answer has a wrong or missing value at node'],
    [{ ...full, node: '' }, 'its answer has a wrong or missing value at node'],
    [{ ...full, cpus: 1.5 }, 'its answer has a wrong or missing value at cpus'],
    [{ ...full, raceWindow: 'ajar' }, 'its answer has a wrong or missing value at raceWindow'],
    [
      { ...full, verdict: { cause: 'x', confidence: 2 } },
      'its answer has a wrong or missing value at verdict.confidence',
    ],
    [
      { ...full, lookups: { made: 1, slow: 2, failed: 0 } },
      'its answer has a wrong or missing value at lookups',
    ],
    [{ ...full, pairs: { sent: 1, lost: -1 } }, 'its answer has a wrong or missing value at pairs.lost'],
    [
      { ...full, dnsPods: [{ address: 'a', pairs: 1, lost: 2 }] },
      'its answer has a wrong or missing value at dnsPods.0',
    ],
    [
      { ...full, dnsPods: Array.from({ length: 65 }, () => ({ address: 'a', pairs: 0, lost: 0 })) },
      'its answer has a wrong or missing value at dnsPods',
    ],
  ])('is refused if it is wrong: %j', (value, reason) => {
    expect(reasonOf(value)).toBe(reason);
  });

  it('has bounded names without control characters', () => {
    const hostile = { ...full, node: `\u001b]0;x\u0007${'n'.repeat(60_000)}`, kernel: '<script>\n' };
    const read = readReport(JSON.stringify(hostile));
    if (read.kind !== 'report') throw new Error(read.reason);
    expect(read.report.node).toHaveLength(253);
    expect(read.report.node).toMatch(/^\ufffd\]0;x\ufffdn+…$/);
    expect(read.report.kernel).toBe('<script>\ufffd');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['report', 'unreadable']).toContain(readReport(text).kind);
      }),
    );
  });
});
