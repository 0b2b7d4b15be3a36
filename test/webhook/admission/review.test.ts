import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReview } from '../../../src/webhook/admission/review.ts';
import { judge, operationsOf, reviewOf } from '../../support/webhook/admission.ts';

const pod = { metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'web' }] } };

describe('what the API server reads (AdmissionReview, admission.k8s.io/v1)', () => {
  test('the answer is an AdmissionReview v1 with the uid, and its patch is base64 of a JSON Patch', () => {
    const { reply } = judge(reviewOf(pod));
    expect(reply).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: '705ab4f5-6393-11e8-b7cc-42010a800002', allowed: true, patchType: 'JSONPatch' },
    });
    expect(operationsOf(reply).map((operation) => operation.op)).toEqual(['add', 'add']);
  });

  test('a pod that needs nothing gets no patch', () => {
    const { reply } = judge(reviewOf({ ...pod, metadata: { labels: { 'fivesec.dev/inject': 'false' } } }));
    expect(reply.response).toEqual({ uid: '705ab4f5-6393-11e8-b7cc-42010a800002', allowed: true });
  });

  test('a dry run gets the same answer', () => {
    expect(judge(reviewOf(pod, 'shop', { dryRun: true })).reply).toEqual(judge(reviewOf(pod)).reply);
  });

  test.each([
    ['an update', { operation: 'UPDATE' }],
    ['a sub-resource', { subResource: 'eviction' }],
    ['another kind', { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } }],
    ["another group's Pod", { kind: { group: 'example.com', version: 'v1', kind: 'Pod' } }],
    ['a deletion', { operation: 'DELETE', object: null }],
    ['no kind at all', { kind: null }],
  ])('%s is let in unchanged', (_, more) => {
    const { admission, reply } = judge(reviewOf(pod, 'shop', more));
    expect(admission).toMatchObject({ kind: 'skipped', reason: 'not-a-new-pod' });
    expect(reply.response).toEqual({ uid: '705ab4f5-6393-11e8-b7cc-42010a800002', allowed: true });
  });

  test.each([
    ['no object', undefined],
    ['a pod without a spec', { metadata: {} }],
    ['a spec that is a list', { metadata: {}, spec: [] }],
    ['options that are no list', { metadata: {}, spec: { dnsConfig: { options: { name: 'a' } } } }],
    ['a policy that is a number', { metadata: {}, spec: { dnsPolicy: 4 } }],
  ])('%s is let in unchanged and counted as an error', (_, object) => {
    const { admission, reply } = judge(reviewOf(object));
    expect(admission).toMatchObject({ kind: 'error', why: expect.any(String) });
    expect(reply.response).toEqual({ uid: '705ab4f5-6393-11e8-b7cc-42010a800002', allowed: true });
  });
});

test.each([
  ['nothing', undefined],
  ['a string', 'AdmissionReview'],
  ['a list', []],
  ['another kind', { ...reviewOf(pod), kind: 'ConversionReview' }],
  ['another API', { ...reviewOf(pod), apiVersion: 'apps/v1' }],
  ['no request', { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1' }],
  ['no uid', reviewOf(pod, 'shop', { uid: undefined })],
  ['an empty uid', reviewOf(pod, 'shop', { uid: '' })],
])('%s is no AdmissionReview', (_, body) => {
  expect(readReview(body)).toBeUndefined();
});

test('whatever JSON comes, it is refused or let in, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(() => readReview(one)).not.toThrow();
      expect(judge(reviewOf(one)).reply.response.allowed).toBe(true);
      expect(judge(reviewOf({ metadata: one, spec: other })).reply.response.allowed).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
