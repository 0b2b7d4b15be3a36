/**
 * The door to CEL: the chart's admission policy, evaluated as the API server would. The evaluator knows no message
 * types, so `JSONPatch{op: ...}` is read as a map. test/system/injection.test.ts tests the real type with a real API server.
 */

import { Environment } from '@marcbachmann/cel-js';
import { z } from 'zod';
import type { AddOperation } from '../../../src/webhook/admission/patch.ts';
import { type JsonObject, operationsSchema } from './admission.ts';

const named = z.array(z.object({ name: z.string(), expression: z.string() }));

const policySchema = z.object({
  kind: z.literal('MutatingAdmissionPolicy'),
  spec: z.object({
    matchConditions: named,
    variables: named,
    mutations: z.tuple([
      z.object({ patchType: z.literal('JSONPatch'), jsonPatch: z.object({ expression: z.string() }) }),
    ]),
  }),
});

export type CelPolicy = z.infer<typeof policySchema>['spec'];

export type CelDecision =
  | { readonly kind: 'skipped'; readonly condition: string }
  | { readonly kind: 'mutated'; readonly operations: readonly AddOperation[] };

export function celPolicy(manifest: unknown): CelPolicy {
  return policySchema.parse(manifest).spec;
}

/** The first condition that is false decides; else the variables are computed in their order, and the patch. */
export function evaluatePolicy(policy: CelPolicy, object: JsonObject, namespace: string): CelDecision {
  const given = { object, request: { namespace, operation: 'CREATE' } };
  for (const { name, expression } of policy.matchConditions) {
    const holds: unknown = evaluate(expression, given);
    if (typeof holds !== 'boolean') throw new Error(`${name} is not a boolean`);
    if (!holds) return { kind: 'skipped', condition: name };
  }
  const variables: JsonObject = {};
  for (const { name, expression } of policy.variables)
    variables[name] = evaluate(expression, { ...given, variables });
  const patch: unknown = evaluate(policy.mutations[0].jsonPatch.expression, { ...given, variables });
  return { kind: 'mutated', operations: operationsSchema.parse(plain(patch)) };
}

function evaluate(expression: string, context: JsonObject): unknown {
  const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
  return environment.evaluate(withoutMessages(expression), context);
}

function withoutMessages(expression: string): string {
  return expression.replaceAll(
    /JSONPatch\{op: (.*?), path: (.*?), value: /g,
    '{"op": $1, "path": $2, "value": ',
  );
}

/** Maps of the evaluator become objects, as they would on their way to JSON. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? Object.fromEntries(inner) : inner)),
  );
}
