import fc from 'fast-check';
import { expect, test } from 'vitest';
import { injectionRecord } from '../../../src/webhook/admission/patch.ts';
import { DNS_POLICIES } from '../../../src/webhook/admission/pod.ts';
import {
  admissionTable,
  type JsonObject,
  judge,
  mutate,
  operationsOf,
  optionsIn,
  reviewOf,
} from '../../support/webhook/admission.ts';

const RECORD =
  "single-request-reopen ndots:2 added by fivesec 1.2.3; musl ignores single-request-reopen; Go's own resolver gains nothing from single-request-reopen";
const OPTIONS = [{ name: 'single-request-reopen' }, { name: 'ndots', value: '2' }];

function operations(pod: unknown) {
  return operationsOf(judge(reviewOf(pod)).reply);
}

test('a pod without dnsConfig gets one, and its first annotation', () => {
  expect(operations({ metadata: {}, spec: {} })).toEqual([
    { op: 'add', path: '/spec/dnsConfig', value: { options: OPTIONS } },
    { op: 'add', path: '/metadata/annotations', value: { 'fivesec.dev/injected': RECORD } },
  ]);
});

test('a dnsConfig without options gets the list', () => {
  expect(operations({ metadata: {}, spec: { dnsConfig: { searches: ['a.example'] } } })[0]).toEqual({
    op: 'add',
    path: '/spec/dnsConfig/options',
    value: OPTIONS,
  });
});

test('a list of options is appended to, one operation for each option', () => {
  const pod = { metadata: { annotations: {} }, spec: { dnsConfig: { options: [{ name: 'rotate' }] } } };
  expect(operations(pod)).toEqual([
    { op: 'add', path: '/spec/dnsConfig/options/-', value: { name: 'single-request-reopen' } },
    { op: 'add', path: '/spec/dnsConfig/options/-', value: { name: 'ndots', value: '2' } },
    { op: 'add', path: '/metadata/annotations/fivesec.dev~1injected', value: RECORD },
  ]);
});

test('JSON null counts as absent', () => {
  const pod = { metadata: { annotations: null, labels: null }, spec: { dnsConfig: null, os: null } };
  expect(mutate(pod)).toMatchObject({
    metadata: { annotations: { 'fivesec.dev/injected': RECORD } },
    spec: { dnsConfig: { options: OPTIONS } },
  });
});

test('the record on the pod says what was added, by which version, and who ignores it', () => {
  const pod = { metadata: {}, spec: { dnsConfig: { options: [{ name: 'ndots', value: '5' }] } } };
  expect(mutate(pod)).toMatchObject({
    metadata: {
      annotations: { 'fivesec.dev/injected': expect.stringMatching(/^single-request-reopen added by/) },
    },
  });
});

const marks = fc.option(
  fc.dictionary(
    fc.constantFrom(
      'fivesec.dev/inject',
      'fivesec.dev/injected',
      'kubernetes.io/config.mirror',
      'team',
      'a~b/c',
    ),
    fc.constantFrom('false', 'true', '', 'é~/"'),
  ),
  { nil: undefined },
);

const option = fc.record(
  {
    name: fc.oneof(
      fc.constantFrom('single-request-reopen', 'ndots', 'NDOTS', 'use-vc', 'timeout', '__proto__'),
      fc.string({ maxLength: 8 }),
    ),
    value: fc.option(fc.string({ maxLength: 4 }), { nil: undefined }),
  },
  { requiredKeys: ['name'] },
);

const generatedPod = fc.record(
  {
    metadata: fc.record({ name: fc.string(), labels: marks, annotations: marks }, { requiredKeys: [] }),
    spec: fc.record(
      {
        dnsPolicy: fc.constantFrom(...DNS_POLICIES),
        hostNetwork: fc.boolean(),
        dnsConfig: fc.record(
          { options: fc.array(option, { maxLength: 6 }), searches: fc.array(fc.string(), { maxLength: 2 }) },
          { requiredKeys: [] },
        ),
        nodeSelector: fc.constantFrom({}, { 'kubernetes.io/os': 'linux' }, { 'kubernetes.io/os': 'windows' }),
        containers: fc.array(fc.record({ name: fc.string() }), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['metadata', 'spec'] },
);

test('over 10,000 pods: a second admission changes nothing, and what the user wrote stays, in order', () => {
  let patched = 0;
  fc.assert(
    fc.property(generatedPod, (generated) => {
      const pod = JSON.parse(JSON.stringify(generated));
      const once = mutate(pod);
      const { admission, reply } = judge(reviewOf(once));
      expect(admission.kind).toBe('skipped');
      expect(reply.response).not.toHaveProperty('patch');

      const before = optionsIn(pod);
      expect(JSON.stringify(optionsIn(once).slice(0, before.length))).toBe(JSON.stringify(before));
      expect(withoutInjection(once)).toBe(withoutInjection(pod));
      if (optionsIn(once).length > before.length) patched += 1;
    }),
    { numRuns: 10_000 },
  );
  expect(patched).toBeGreaterThan(1_000);
}, 120_000);

test('no case of the table is ever answered with anything but an add', () => {
  const all = admissionTable.cases.flatMap(({ pod }) => operations(pod));
  expect(all.length).toBeGreaterThan(20);
  expect(new Set(all.map((operation) => operation.op))).toEqual(new Set(['add']));
});

/** The rest of the pod, byte for byte: everything but the options and our own record. */
function withoutInjection(pod: JsonObject): string {
  const copy = JSON.parse(JSON.stringify(pod));
  delete copy.spec.dnsConfig?.options;
  delete copy.metadata.annotations?.['fivesec.dev/injected'];
  if (Object.keys(copy.spec.dnsConfig ?? {}).length === 0) delete copy.spec.dnsConfig;
  if (Object.keys(copy.metadata.annotations ?? {}).length === 0) delete copy.metadata.annotations;
  return JSON.stringify(copy);
}

test.each([
  [['ndots:2'], 'ndots:2 added by fivesec 1.2.3'],
  [['use-vc', 'timeout:1'], 'use-vc timeout:1 added by fivesec 1.2.3; musl ignores use-vc'],
])('the record says of %j only what is true of these options', (names, record) => {
  const options = names.map((text) => {
    const [name = '', value] = text.split(':');
    return value === undefined ? { name } : { name, value };
  });
  expect(injectionRecord(options, '1.2.3')).toBe(record);
});
