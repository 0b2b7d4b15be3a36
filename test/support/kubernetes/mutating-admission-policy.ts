/**
 * MutatingAdmissionPolicy and its binding, as `k8s.io/api/admissionregistration/v1/types.go` defines them (v1 since Kubernetes
 * 1.36). The release of kubernetes-models that has them needs Node.js 22. Unknown fields are errors.
 */

import { z } from 'zod';

const labels = z.record(z.string(), z.string());
const metadata = z.strictObject({
  name: z.string(),
  labels: labels.optional(),
  annotations: labels.optional(),
});

/** LabelSelector of `k8s.io/apimachinery/pkg/apis/meta/v1`. */
const labelSelector = z.strictObject({
  matchLabels: labels.optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

/** NamedRuleWithOperations. */
const rule = z.strictObject({
  resourceNames: z.array(z.string()).optional(),
  operations: z.array(z.enum(['*', 'CREATE', 'UPDATE', 'DELETE', 'CONNECT'])),
  apiGroups: z.array(z.string()),
  apiVersions: z.array(z.string()),
  resources: z.array(z.string()),
  scope: z.enum(['Cluster', 'Namespaced', '*']).optional(),
});

/** MatchResources. */
const matchResources = z.strictObject({
  namespaceSelector: labelSelector.optional(),
  objectSelector: labelSelector.optional(),
  resourceRules: z.array(rule).optional(),
  excludeResourceRules: z.array(rule).optional(),
  matchPolicy: z.enum(['Exact', 'Equivalent']).optional(),
});

const expression = z.strictObject({ expression: z.string() });
const named = z.strictObject({ name: z.string(), expression: z.string() });

/** Mutation: a union by `patchType`. */
const mutation = z.discriminatedUnion('patchType', [
  z.strictObject({ patchType: z.literal('ApplyConfiguration'), applyConfiguration: expression }),
  z.strictObject({ patchType: z.literal('JSONPatch'), jsonPatch: expression }),
]);

export const mutatingAdmissionPolicy = z.strictObject({
  apiVersion: z.literal('admissionregistration.k8s.io/v1'),
  kind: z.literal('MutatingAdmissionPolicy'),
  metadata,
  spec: z.strictObject({
    paramKind: z.strictObject({ apiVersion: z.string(), kind: z.string() }).optional(),
    matchConstraints: matchResources,
    variables: z.array(named).optional(),
    mutations: z.array(mutation).min(1),
    failurePolicy: z.enum(['Ignore', 'Fail']).optional(),
    matchConditions: z.array(named).max(64).optional(),
    reinvocationPolicy: z.enum(['Never', 'IfNeeded']),
  }),
});

export const mutatingAdmissionPolicyBinding = z.strictObject({
  apiVersion: z.literal('admissionregistration.k8s.io/v1'),
  kind: z.literal('MutatingAdmissionPolicyBinding'),
  metadata,
  spec: z.strictObject({
    policyName: z.string(),
    paramRef: z
      .strictObject({
        name: z.string().optional(),
        namespace: z.string().optional(),
        selector: labelSelector.optional(),
        parameterNotFoundAction: z.enum(['Allow', 'Deny']).optional(),
      })
      .optional(),
    matchResources: matchResources.optional(),
  }),
});
