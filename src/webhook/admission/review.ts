/** Reads and writes AdmissionReview `admission.k8s.io/v1`. The webhook's only import of zod. */

import { Buffer } from 'node:buffer';
import * as z from 'zod';
import type { Admission, Candidate } from './admit.ts';
import { INJECTED_KEY, MIRROR_KEY, OPT_OUT_KEY, OS_LABEL, type Pod } from './pod.ts';

export interface Review {
  /** The answer must repeat it, or the API server rejects the answer. */
  readonly uid: string;
  readonly candidate: Candidate;
  readonly namespace: string;
  /** The pod's name, for the log. Of a pod that a controller creates, only the name's beginning is known. */
  readonly name: string;
  readonly dryRun: boolean;
}

/** The answer's body, as the API server expects it. */
export interface ReviewAnswer {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: {
    readonly uid: string;
    readonly allowed: true;
    readonly patchType?: 'JSONPatch';
    /** Base64 of the operations. */
    readonly patch?: string;
    readonly warnings?: readonly string[];
  };
}

/** JSON `null` means absent in the Kubernetes API. */
const absent = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);
const text = absent(z.string());

/** Checks only the fields that fivesec reads: a field that a later Kubernetes adds or changes must not stop the injection. */
const podSchema: z.ZodType<Pod> = z.object({
  metadata: z.object({
    name: text,
    generateName: text,
    labels: absent(z.object({ [OPT_OUT_KEY]: text })),
    annotations: absent(z.object({ [OPT_OUT_KEY]: text, [MIRROR_KEY]: text, [INJECTED_KEY]: text })),
  }),
  spec: z.object({
    dnsPolicy: text,
    hostNetwork: absent(z.boolean()),
    os: absent(z.object({ name: text })),
    nodeSelector: absent(z.object({ [OS_LABEL]: text })),
    dnsConfig: absent(z.object({ options: absent(z.array(z.object({ name: text, value: text }))) })),
  }),
});

const reviewSchema = z.object({
  kind: z.literal('AdmissionReview'),
  apiVersion: z.string().startsWith('admission.k8s.io/'),
  request: z.object({
    uid: z.string().min(1).max(256),
    kind: absent(z.object({ group: text, version: text, kind: text })),
    subResource: text,
    operation: text,
    namespace: text,
    dryRun: absent(z.boolean()),
    object: z.unknown(),
  }),
});

/** `undefined` if the body is no AdmissionReview with a uid. Such a request can't be answered. */
export function readReview(body: unknown): Review | undefined {
  const parsed = reviewSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { uid, kind, subResource, operation, namespace = '', dryRun = false, object } = parsed.data.request;
  const isPod = kind?.kind === 'Pod' && (kind.group ?? '') === '' && kind.version === 'v1';
  const isNew = operation === 'CREATE' && (subResource ?? '') === '';
  const candidate: Candidate = isPod && isNew ? readPod(object, namespace) : { kind: 'other-request' };
  return { uid, candidate, namespace, name: nameOf(candidate), dryRun };
}

function nameOf(candidate: Candidate): string {
  if (candidate.kind !== 'new-pod') return '';
  const { name, generateName } = candidate.pod.metadata;
  return (name || generateName) ?? '';
}

function readPod(object: unknown, namespace: string): Candidate {
  const parsed = podSchema.safeParse(object);
  if (parsed.success) return { kind: 'new-pod', pod: parsed.data, namespace };
  return { kind: 'unreadable-pod', why: z.prettifyError(parsed.error).slice(0, 500) };
}

/** Lets the pod in, always. A pod that needs nothing gets no `patch`. */
export function answer(review: Review, admission: Admission): ReviewAnswer {
  const operations = admission.kind === 'patched' ? admission.operations : [];
  const warnings = admission.kind === 'error' ? [] : admission.warnings;
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: {
      uid: review.uid,
      allowed: true,
      ...(operations.length > 0 && {
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
      }),
      ...(warnings.length > 0 && { warnings }),
    },
  };
}
