import { expect, test } from 'vitest';
import { admit } from '../../../src/webhook/admission/admit.ts';
import { judge, reviewOf, tableRules } from '../../support/webhook/admission.ts';

const bare = { kind: 'new-pod', namespace: 'shop', pod: { metadata: {}, spec: {} } } as const;

test('report mode says what it would add and changes nothing', () => {
  expect(admit(bare, { ...tableRules, mode: 'report' })).toEqual({
    kind: 'patched',
    added: tableRules.options,
    operations: [],
    warnings: ['fivesec (report mode) would add single-request-reopen ndots:2'],
  });
  const { reply } = judge(reviewOf({ metadata: {}, spec: {} }), { ...tableRules, mode: 'report' });
  expect(reply.response).not.toHaveProperty('patch');
  expect(reply.response).not.toHaveProperty('patchType');
});

test('inject mode warns of nothing when it adds everything', () => {
  expect(admit(bare, tableRules)).toMatchObject({ kind: 'patched', warnings: [] });
});

test('a pod that is exempt is not warned of the options it has', () => {
  const options = [{ name: 'ndots', value: '5' }];
  const pod = { metadata: { labels: { 'fivesec.dev/inject': 'false' } }, spec: { dnsConfig: { options } } };
  expect(admit({ ...bare, pod }, tableRules)).toEqual({ kind: 'skipped', reason: 'opted-out', warnings: [] });
});

test('a pod that cannot be read is an error, with its reason', () => {
  expect(admit({ kind: 'unreadable-pod', why: 'no spec' }, tableRules)).toEqual({
    kind: 'error',
    why: 'no spec',
  });
});
