import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  fates,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('packet-loss', 'what-is-rewritten-for-a-pod-is-lost');
const astray = ruleOf('vip-leads-astray', 'flows-by-the-vip-vanish');
const [first = '', second = ''] = ENDPOINTS;

/** Half of the flows via the VIP are lost, those to the first DNS pod. Both pods answer directly. */
const half = armsOf(VIP_LEADS_ASTRAY, [0.5, 1]);
const flows = fates({
  chosen: { [first]: { queries: 400, lost: 400 }, [second]: { queries: 400, lost: 2 } },
  lost: 402,
  unreplied: { [first]: 400, [second]: 2 },
});

describe('what the node rewrites for one DNS pod is lost', () => {
  it('and nothing straight to it, as the conntrack table shows: it is packet loss, and the VIP leads right', () => {
    const made = evidence(half, { flows });
    expect(diagnose(made)[0]).toMatchObject({ cause: 'packet-loss', confidence: 0.8, rule: rule.id });
    expect(apply(rule, made)?.facts[0]).toContain(`${first}, and that were lost: 400 of 400`);
    expect(confidence(astray, made)).toBe(0.3);
    expect(
      diagnose(made)[0]
        ?.remedies.map(({ change }) => change)
        .join(),
    ).toContain('tx-checksum-ip-generic');
  });

  it('is not found without the table: the VIP may lead to one more address, and neither is a claim', () => {
    const made = evidence(half);
    expect(apply(rule, made)).toBeUndefined();
    expect(diagnose(made).filter(({ confidence: sure }) => sure > 0.5)).toEqual([]);
  });

  it('is not found where the pod fails when asked directly, or has no other pod beside it that answers', () => {
    const deaf = endpointArm(first, dead('endpoint', 50, 50));
    expect(apply(rule, evidence([...half, deaf], { flows }))).toBeUndefined();
    const alone = fates({ chosen: { [first]: { queries: 400, lost: 400 } }, lost: 400 });
    expect(apply(rule, evidence(half, { flows: alone }))).toBeUndefined();
  });

  it('is not found where TCP via the VIP never fails, or answers come from a DNS pod itself', () => {
    const byUdp = [...half.filter(({ strategy }) => strategy !== 'tcp'), arm('tcp', 100)];
    expect(apply(rule, evidence(byUdp, { flows }))).toBeUndefined();
    const seen = queries(100, { timedOut: 50, wrongSource: 50, wrongSourceFromEndpoint: 50 });
    const race = arm('race', 100, { a: seen, aaaa: seen, oneFailed: 0, bothFailed: 50 });
    expect(apply(rule, evidence([...half, race], { flows }))).toBeUndefined();
  });

  it('is only possible where the set of DNS pods has just changed', () => {
    const made = evidence(half, { flows });
    const endpointsChangedAt = made.startedAt + made.windowMs - 10_000;
    expect(confidence(rule, { ...made, context: { ...made.context, endpointsChangedAt } })).toBe(0.5);
  });
});
