import { describe, expect, test } from 'vitest';
import { showOption } from '../../../src/webhook/admission/option.ts';
import { decide } from '../../../src/webhook/admission/policy.ts';
import { admissionTable, dnsOptions, judge, reviewOf, tableRules } from '../../support/webhook/admission.ts';

describe('the table of cases that the CEL policy must decide alike', () => {
  test.each(admissionTable.cases)('$title', ({ pod, namespace, add, skip, warnings }) => {
    const { admission, reply } = judge(reviewOf(pod, namespace));
    expect(admission).toMatchObject(skip ? { kind: 'skipped', reason: skip } : { kind: 'patched' });
    const added = admission.kind === 'patched' ? admission.added : [];
    expect(added.map(showOption)).toEqual(add ?? []);
    expect(reply.response.warnings ?? []).toEqual(warnings);
  });
});

test('a skipped DNS policy can be switched on', () => {
  const pod = { metadata: {}, spec: { dnsPolicy: 'Default' } };
  expect(decide(pod, 'shop', { ...tableRules, skipDnsPolicies: ['None'] })).toMatchObject({ kind: 'inject' });
  expect(decide(pod, 'shop', tableRules)).toEqual({ kind: 'skip', reason: 'dns-policy' });
});

test('a webhook that does not know its own namespace exempts none', () => {
  const pod = { metadata: {}, spec: {} };
  expect(decide(pod, '', { ...tableRules, ownNamespace: undefined })).toMatchObject({ kind: 'inject' });
});

test('without options there is nothing to add', () => {
  const rules = { ...tableRules, options: dnsOptions() };
  expect(decide({ metadata: {}, spec: {} }, 'shop', rules)).toEqual({
    kind: 'skip',
    reason: 'nothing-to-add',
  });
});
