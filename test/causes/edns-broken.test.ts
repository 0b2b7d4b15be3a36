import { describe, expect, it } from 'vitest';
import { arm, dead, evidence, lost, queries } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const silent = ruleOf('edns-broken', 'opt-gets-no-answer');
const refused = ruleOf('edns-broken', 'opt-gets-an-error-code');

const erring = (strategy: 'edns' | 'pair', count: number) =>
  arm(strategy, 20, { a: queries(20, { rcodeErrors: count }), aaaa: queries(20, { rcodeErrors: count }) });

describe('edns-broken', () => {
  it('is found when queries with an OPT record get no answer', () => {
    expect(named(evidence([dead('edns', 20, 20)]))).toEqual(['edns-broken']);
  });

  it('is found when large answers, which need the record, are lost as well', () => {
    expect(named(evidence([dead('edns', 30, 30), dead('large', 30, 30)]))).toEqual(['edns-broken']);
    expect(named(evidence([arm('edns', 30), dead('large', 30, 30)]))).toEqual(['large-answers-lost']);
  });

  it('is found when they get an error code and others do not', () => {
    expect(named(evidence([erring('edns', 20)]))).toEqual(['edns-broken']);
  });

  it('is unlikely where queries without the record get an error half as often', () => {
    expect(confidence(refused, evidence([erring('edns', 20), erring('pair', 8)]))).toBe(0.5);
    expect(confidence(refused, evidence([erring('edns', 20), erring('pair', 10)]))).toBe(0.3);
  });

  it('is only possible when a few of many get an error code: a server without EDNS refuses them all', () => {
    expect(confidence(refused, evidence([erring('edns', 2)]))).toBeLessThanOrEqual(0.5);
  });

  it('is not found when nothing fails', () => {
    const quiet = evidence([arm('edns', 20)]);
    expect(apply(silent, quiet)).toBeUndefined();
    expect(apply(refused, quiet)).toBeUndefined();
  });

  it('is not even possible while hardly anything else was answered: nothing is compared', () => {
    const others = evidence().arms.filter(({ strategy }) => strategy === 'pair');
    const fewOthers = others.map(({ strategy }) => arm(strategy, 2));
    const early = { ...evidence(), arms: [dead('edns', 4, 4), ...fewOthers] };
    expect(confidence(silent, early)).toBeLessThan(0.5);
  });

  it('is only possible when mostly one of two queries is lost, although both carry the record', () => {
    const halves = evidence([lost(arm('edns', 20), { onlyAaaa: 6 })]);
    expect(confidence(silent, halves)).toBe(0.5);
    expect(confidence(silent, evidence([lost(arm('edns', 20), { both: 6 })]))).toBeGreaterThan(0.5);
  });

  it('is refuted when queries without the record fail as well', () => {
    const lossy = evidence([dead('edns', 20, 10), dead('pair', 100, 50), dead('reopen', 100, 50)]);
    expect(confidence(silent, lossy)).toBeLessThanOrEqual(0.5);
    expect(confidence(refused, evidence([erring('edns', 10), erring('pair', 10)]))).toBe(0);
  });
});

it('edns-broken is not found where the record makes no difference for one name, and another name is answered', () => {
  const outside = { scope: 'outside' } as const;
  const all = (pairs: number) => ({
    a: queries(pairs, { rcodeErrors: pairs }),
    aaaa: queries(pairs, { rcodeErrors: pairs }),
  });
  const upstreamErrs = evidence([
    arm('edns', 18, { ...all(18), ...outside }),
    arm('pair', 69, { ...all(69), ...outside }),
    arm('pair', 70),
  ]);
  expect(apply(refused, upstreamErrs)).toBeUndefined();
  const half = queries(69, { timedOut: 40, rcodeErrors: 29 });
  const podIsDown = evidence([
    arm('edns', 18, { ...all(18), ...outside }),
    arm('pair', 69, { a: half, aaaa: half, ...outside }),
    arm('pair', 70),
  ]);
  expect(apply(refused, podIsDown)).toBeUndefined();
  const silentUpstream = evidence([
    dead('edns', 18, 18, outside),
    dead('pair', 69, 69, outside),
    arm('pair', 70),
  ]);
  expect(confidence(silent, silentUpstream)).toBeLessThanOrEqual(0.5);
});

it('edns-broken is only possible where answers without the record are spoilt as well, and a quarter as often', () => {
  const spoilt = (pairs: number, malformed: number) => {
    const some = queries(pairs, { malformed });
    return { a: some, aaaa: some };
  };
  const of = (plain: number) =>
    evidence([arm('edns', 60, spoilt(60, 14)), arm('pair', 200, spoilt(200, plain))]);
  expect(confidence(refused, of(0))).toBeGreaterThan(0.5);
  expect(confidence(refused, of(14))).toBe(0.5);
});
