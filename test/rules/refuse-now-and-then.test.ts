import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { WHOLE_FLOWS_LOST } from '../../src/patterns/flows.ts';
import { arm, armsOf, evidence, lossy, lostQueries, queries } from '../diagnosis/evidences.ts';
import { named } from '../diagnosis/findings.ts';

/** Of the losses of an arm straight to a pod, half are refused at once. */
function halfRefused(made: ArmTally): ArmTally {
  if (made.target.kind !== 'endpoint') return made;
  const half = ({ timedOut }: ArmTally['a']) => {
    const refused = Math.floor(timedOut / 2);
    return queries(made.pairs, {
      timedOut: timedOut - refused,
      networkErrors: refused,
      networkErrorCodes: { ECONNREFUSED: refused },
    });
  };
  return { ...made, a: half(made.a), aaaa: half(made.aaaa) };
}

const flows = armsOf(WHOLE_FLOWS_LOST, [0.33, 0.4]).map((made) =>
  made.strategy === 'sticky' ? arm('sticky', made.pairs) : made,
);
const measured = (arms: readonly ArmTally[]) => evidence(arms, lossy(lostQueries(flows)));

describe('DNS pods that refuse some queries and answer others', () => {
  it('restart at times: no path that loses packets refuses anything', () => {
    expect(named(measured(flows))).toEqual(['packet-loss']);
    const found = diagnose(measured(flows.map(halfRefused)));
    expect(found[0]).toMatchObject({ cause: 'endpoint-down', confidence: 0.6 });
    expect(found[0]?.facts[1]).toContain('lost packets refuse nothing');
    expect(
      found.filter(({ cause }) => cause === 'packet-loss').every(({ confidence }) => confidence < 0.5),
    ).toBe(true);
  });
});
