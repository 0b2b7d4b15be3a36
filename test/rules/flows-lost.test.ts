/** One of several paths is dead, so that the network loses whole flows. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { absent } from '../../src/domain/reading.ts';
import { LOSS_EVERYWHERE, NEW_FLOWS_LOST } from '../../src/patterns/everywhere.ts';
import { WHOLE_FLOWS_LOST } from '../../src/patterns/flows.ts';
import { podsFail, VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  counted,
  dead,
  ENDPOINTS,
  evidence,
  lossy,
  lostQueries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('packet-loss', 'whole-flows-are-lost');

/** The socket that stays open has a flow that is well. */
const well = (arms: readonly ArmTally[]) =>
  arms.map((made) => (made.strategy === 'sticky' ? arm('sticky', made.pairs) : made));
const measured = (arms: readonly ArmTally[], changes: Parameters<typeof lossy>[1] = {}) =>
  evidence(arms, lossy(lostQueries(arms), changes));

const alike = well(armsOf(WHOLE_FLOWS_LOST, [0.25, 1]));
const onlyUdp = well(armsOf(WHOLE_FLOWS_LOST, [0.25, 0]));

describe('packet-loss of whole flows', () => {
  it('is claimed alone where a part of all flows is lost, with TCP or without', () => {
    for (const arms of [alike, onlyUdp]) expect(named(measured(arms))).toEqual(['packet-loss']);
  });

  it('says that whole flows are lost, and where to look', () => {
    const [verdict] = diagnose(measured(alike));
    expect(verdict?.rule).toBe('whole-flows-are-lost');
    expect(verdict?.facts[0]).toMatch(/^whole flows are lost, not single packets: .*ECMP.*rp_filter/);
    expect(verdict?.facts[1]).toMatch(/one socket that lost a query: .*, 0 of them only one of the two/);
    expect(verdict?.remedies[0]?.change).toMatch(/bonds/);
  });

  it('says what else it may be where TCP loses nothing, which a dead path would', () => {
    expect(diagnose(measured(onlyUdp))[0]?.facts[0]).toMatch(
      /^whole flows are lost, .*a part of the source ports only/,
    );
    const few = onlyUdp.map((made) =>
      made.transport === 'tcp'
        ? { ...arm(made.strategy, 2), target: made.target, transport: made.transport }
        : made,
    );
    expect(diagnose(measured(few))[0]?.facts[0]).toMatch(/ECMP.*rp_filter/);
  });

  it('is possible, and no more, where a counter of the node rises with it or cannot be read', () => {
    const lost = lostQueries(alike);
    for (const conntrack of [
      counted({ drop: lost, insertFailed: lost }),
      counted({ drop: lost }),
      absent('no-file', 'no conntrack here'),
    ] as const)
      expect(confidence(rule, measured(alike, { conntrack }))).toBeLessThanOrEqual(0.5);
  });

  it('is only possible where a lost connection stood: a dead path lets none stand', () => {
    const stood = (pairs: number) => ({ connectsMs: Array.from({ length: pairs }, () => 1) });
    const silent = alike.map((made) => {
      if (made.strategy === 'tcp') return dead('tcp', 12, 2, stood(12));
      return made.transport === 'udp'
        ? made
        : { ...arm('endpoint', 50, stood(50)), target: made.target, transport: made.transport };
    });
    const found = apply(rule, measured(silent));
    expect(found?.confidence).toBe(0.5);
    expect(found?.facts.join()).toContain('TCP connections that stood and got no answer: 2 of');
  });

  it('is neither a dead pod, an address without a pod, single packets, nor the first packet of a flow', () => {
    const others = [
      armsOf(podsFail(ENDPOINTS[0] ?? ''), [1, 1, 1, 0.5]),
      armsOf(VIP_LEADS_ASTRAY, [0.25, 1]),
      armsOf(LOSS_EVERYWHERE, [0.25, 0, 0]),
      armsOf(NEW_FLOWS_LOST, [0.25, 0, 0]),
    ];
    for (const arms of others) {
      const rules = diagnose(measured(arms)).map((verdict) => verdict.confidence > 0.5 && verdict.rule);
      expect(rules).not.toContain('whole-flows-are-lost');
    }
    expect(apply(rule, evidence())).toBeUndefined();
  });
});
