import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { WHOLE_FLOWS_LOST } from '../../src/patterns/flows.ts';
import {
  arm,
  armsOf,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  lostQueries,
} from '../diagnosis/evidences.ts';
import { named } from '../diagnosis/findings.ts';

const RULE = 'pods-take-connections-and-answer-nothing';

/** The same arm, of whose connections all stood, or those that were answered. */
function connected(made: ArmTally, isTaken: boolean): ArmTally {
  const count = isTaken ? made.pairs : made.pairs - made.bothFailed;
  return made.transport === 'tcp' ? { ...made, connectsMs: Array.from({ length: count }, () => 1) } : made;
}

function silent(isTaken: boolean) {
  const udp = (['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'sticky'] as const).map(
    (strategy) => dead(strategy, 100, 100),
  );
  const pods = ENDPOINTS.flatMap((address) => [
    endpointArm(address, dead('endpoint', 50, 50)),
    endpointArm(address, dead('endpoint', 50, 50, { transport: 'tcp' })),
  ]);
  return evidence([...udp, dead('tcp', 100, 100), ...pods].map((made) => connected(made, isTaken)));
}

function inPart(isTaken: boolean) {
  // The socket that stays open has a flow that is well.
  const arms = armsOf(WHOLE_FLOWS_LOST, [0.25, 1]).map((made) =>
    made.strategy === 'sticky' ? arm('sticky', made.pairs) : connected(made, isTaken),
  );
  return evidence(arms, lossy(lostQueries(arms)));
}

describe('DNS pods that take connections and answer nothing', () => {
  it('hang, where nothing at all is answered', () => {
    const [first] = diagnose(silent(true));
    expect(first).toMatchObject({ cause: 'endpoint-down', confidence: 0.8, rule: RULE });
    expect(first?.facts.at(-1)).toContain('the DNS servers hang');
    expect(first?.remedies[0]?.change).toContain('Restart the DNS pods one after the other');
  });

  it('may be gone or out of reach, if no connection stands', () => {
    expect(diagnose(silent(false))[0]).toMatchObject({ confidence: 0.6, rule: 'nobody-answers' });
  });

  it('do not read one of their sockets, where whole flows are lost: no path is dead', () => {
    const [first] = diagnose(inPart(true));
    expect(first).toMatchObject({ cause: 'endpoint-down', rule: RULE });
    expect(first?.facts.at(-1)).toContain('do not read one of their sockets');
    expect(named(inPart(true))).toEqual(['endpoint-down']);
  });

  it('lose nothing, where connections of the lost flows do not stand: a path is dead', () => {
    expect(named(inPart(false))).toEqual(['packet-loss']);
  });
});

describe('a VIP that takes connections and answers nothing', () => {
  const vip = (isTaken: boolean) => {
    const udp = (['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen', 'sticky'] as const).map(
      (strategy) => dead(strategy, 100, 100),
    );
    return diagnose(evidence([...udp, connected(dead('tcp', 100, 100), isTaken)]))[0];
  };

  it('leads to a server that hangs: its rules are not missing', () => {
    const found = vip(true);
    expect(found?.cause).toBe('vip-unreachable');
    expect(found?.facts.join(' ')).toContain('it leads to a server that hangs');
    expect(found?.remedies.map(({ change }) => change).join(' ')).not.toContain('are missing');
    expect(vip(false)?.facts.join(' ')).not.toContain('hangs');
    expect(
      vip(false)
        ?.remedies.map(({ change }) => change)
        .join(' '),
    ).toContain('are missing');
  });
});
