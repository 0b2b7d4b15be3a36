/** The shared table of admission cases, and conversions between pods and AdmissionReviews. */

import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import jsonPatch from 'fast-json-patch';
import { z } from 'zod';
import { type Admission, type AdmissionRules, admit } from '../../../src/webhook/admission/admit.ts';
import { type DnsOption, parseDnsOption } from '../../../src/webhook/admission/option.ts';
import type { AddOperation } from '../../../src/webhook/admission/patch.ts';
import { DNS_POLICIES } from '../../../src/webhook/admission/pod.ts';
import { answer, type ReviewAnswer, readReview } from '../../../src/webhook/admission/review.ts';

const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObject>;

const tableSchema = z.strictObject({
  about: z.string(),
  options: z.array(z.string()),
  ownNamespace: z.string(),
  skipDnsPolicies: z.array(z.enum(DNS_POLICIES)),
  cases: z.array(
    z.strictObject({
      title: z.string(),
      namespace: z.string().default('shop'),
      pod: jsonObject,
      add: z.array(z.string()).optional(),
      skip: z.string().optional(),
      warnings: z.array(z.string()).default([]),
    }),
  ),
});

export const admissionTable = tableSchema.parse(
  JSON.parse(readFileSync(new URL('../../fixtures/admission/cases.json', import.meta.url), 'utf8')),
);

/** Parses options that a test writes and that are valid. */
export function dnsOptions(...texts: readonly string[]): DnsOption[] {
  return texts.map((text) => {
    const parsed = parseDnsOption(text);
    if (parsed.kind === 'mistake') throw new Error(`${text}: ${parsed.reason}`);
    return parsed.option;
  });
}

export const tableRules: AdmissionRules = {
  mode: 'inject',
  version: '1.2.3',
  options: dnsOptions(...admissionTable.options),
  ownNamespace: admissionTable.ownNamespace,
  skipDnsPolicies: admissionTable.skipDnsPolicies,
};

/** An AdmissionReview as the API server sends it for the creation of a pod. */
export function reviewOf(pod: unknown, namespace = 'shop', more: JsonObject = {}): JsonObject {
  const request = {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace,
    operation: 'CREATE',
    userInfo: { username: 'admin' },
    object: pod,
    oldObject: null,
    dryRun: false,
    options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
    ...more,
  };
  return { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request };
}

/** From the body of a request to the body of its answer, and the decision. */
export function judge(
  body: unknown,
  rules: AdmissionRules = tableRules,
): { admission: Admission; reply: ReviewAnswer } {
  const review = readReview(body);
  if (!review) throw new Error('not an AdmissionReview');
  const admission = admit(review.candidate, rules);
  return { admission, reply: answer(review, admission) };
}

/** The pod as it is after its admission; the patch is applied by a library that checks it. */
export function mutate(pod: JsonObject, rules: AdmissionRules = tableRules, namespace = 'shop'): JsonObject {
  const { reply } = judge(reviewOf(pod, namespace), rules);
  return applied(pod, operationsOf(reply));
}

const optionsPath = z.object({
  spec: z.object({
    dnsConfig: z.object({ options: z.array(z.unknown()).default([]) }).default({ options: [] }),
  }),
});

/** The pod's `dnsConfig.options`, empty if it has none. */
export function optionsIn(pod: JsonObject): readonly unknown[] {
  return optionsPath.parse(pod).spec.dnsConfig.options;
}

export function applied(pod: JsonObject, operations: readonly AddOperation[]): JsonObject {
  return jsonPatch.applyPatch(structuredClone(pod), [...operations], true).newDocument;
}

/** The operations of a JSON patch (RFC 6902) that only adds. */
export const operationsSchema = z.array(
  z.strictObject({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
);

export function operationsOf(reply: ReviewAnswer): AddOperation[] {
  const { patch } = reply.response;
  if (patch === undefined) return [];
  return operationsSchema.parse(JSON.parse(Buffer.from(patch, 'base64').toString('utf8')));
}
