import { describe, expect, it } from 'vitest';
import type { Findings } from '../../src/check/findings.ts';
import { nextSteps } from '../../src/check/next-steps.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { arm, dead, endpointArm, evidence, queries } from '../diagnosis/evidences.ts';
import { findings, judged, RACE } from './found.ts';

const verdictOf = (cause: Verdict['cause']): Verdict => ({ ...RACE, cause, remedies: [] });
const NOT_ENOUGH = verdictOf('not-enough-evidence');
const SOMETHING_ELSE = verdictOf('something-else');

/** The steps after a verdict on these arms. */
function steps(verdict: Verdict, arms: Evidence['arms'], changes: Partial<Findings> = {}) {
  return nextSteps(findings({ judgement: judged([verdict], { ...evidence(), arms }), ...changes }));
}

describe('the next steps', () => {
  it('are none where nothing was found, and none where a cause was', () => {
    expect(nextSteps(findings())).toEqual([]);
    expect(nextSteps(findings({ judgement: judged([RACE, NOT_ENOUGH]) }))).toEqual([]);
  });

  it('after a few losses: measure longer, compare another node, then capture the way that lost', () => {
    const made = steps(NOT_ENOUGH, [dead('pair', 100, 3), arm('tcp', 100)]);
    expect(made.map(({ where, command }) => [where, command])).toEqual([
      ['here', 'fivesec check --duration 2m'],
      ['another-node', 'fivesec check --duration 2m'],
      ['node', "tcpdump -ni any 'udp and port 53 and host 10.96.0.10'"],
    ]);
  });

  it('after many losses do not ask for more of them', () => {
    const made = steps(SOMETHING_ELSE, [dead('pair', 100, 40), dead('tcp', 100, 40)]);
    expect(made.map(({ where, command }) => [where, command])).toEqual([
      ['another-node', 'fivesec check --duration 2m'],
      ['node', "tcpdump -ni any 'port 53 and host 10.96.0.10'"],
    ]);
  });

  it('after a long check do not ask for a longer one', () => {
    const made = steps(NOT_ENOUGH, [dead('pair', 100, 3)], { askedMs: 120_000 });
    expect(made.map(({ where }) => where)).toEqual(['another-node', 'node']);
  });

  it('where no pair of the cluster was lost: a name outside of it, and a capture at every server', () => {
    const made = steps(NOT_ENOUGH, [arm('pair', 100)], { askedMs: 120_000 });
    expect(made.map(({ command }) => command)).toEqual([
      'fivesec check --name example.org. --duration 2m',
      "tcpdump -ni any 'port 53 and (host 10.96.0.10 or host 10.244.0.2 or host 10.244.0.3)'",
    ]);
  });

  it('suspect what is outside if names that no cache holds are slow, unless such a name was asked', () => {
    const slow = arm('uncached', 100, { scope: 'uncached', a: queries(100, { slow: 20 }) });
    const outside = arm('pair', 50, { scope: 'outside' });
    const lossy = dead('pair', 100, 40);
    const commands = (arms: Evidence['arms']) => steps(SOMETHING_ELSE, arms).map(({ command }) => command);
    expect(commands([lossy, slow])[0]).toContain('--name example.org.');
    expect(commands([lossy, slow, outside]).join()).not.toContain('--name');
    expect(commands([lossy]).join()).not.toContain('--name');
  });

  it('capture the DNS pods that lost, by their ports and families', () => {
    const endpoints = [
      { address: 'fd00::a', port: 5353 },
      { address: 'fd00::b', port: 5353 },
    ];
    const made = steps(SOMETHING_ELSE, [endpointArm('fd00::a', dead('endpoint', 50, 30)), arm('pair', 50)], {
      endpoints,
    });
    expect(made.at(-1)?.command).toBe("tcpdump -ni any 'udp and port 5353 and host fd00::a'");
  });

  it('write no filter of a hundred addresses', () => {
    const endpoints = Array.from({ length: 100 }, (_, index) => ({ address: `10.0.0.${index}`, port: 53 }));
    const made = steps(NOT_ENOUGH, [arm('pair', 50)], { endpoints });
    expect(made.at(-1)?.command).toBe("tcpdump -ni any 'port 53'");
  });

  it('are two or three, each one line', () => {
    const everything = steps(NOT_ENOUGH, [
      dead('pair', 100, 1),
      arm('uncached', 9, { scope: 'uncached', a: queries(9, { rcodeErrors: 2 }) }),
    ]);
    expect(everything).toHaveLength(3);
    for (const { command, why } of everything) expect(`${command}${why}`).not.toContain('\n');
  });
});
