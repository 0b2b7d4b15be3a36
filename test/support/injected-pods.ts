/** Pods as a cluster has them once the running webhook has seen them and the scheduler has bound them to nodes. */

import type { ReviewAnswer } from '../../src/webhook/review.ts';
import { applied, type JsonObject, operationsOf, reviewOf } from './admission.ts';
import { TestWebhook } from './webhook.ts';

export interface NewPod {
  readonly name: string;
  readonly node: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
}

/** Asks the webhook over TLS about each pod, as an API server would, and applies the patch that comes back. */
export async function admittedPods(
  namespace: string,
  pods: readonly NewPod[],
  options: readonly string[],
): Promise<readonly JsonObject[]> {
  const webhook = await TestWebhook.start({ options });
  try {
    const admitted: JsonObject[] = [];
    for (const { name, node, annotations, spec } of pods) {
      const pod = { metadata: { name, namespace, ...(annotations && { annotations }) }, spec: spec ?? {} };
      const reply = await webhook.post(reviewOf(pod, namespace));
      if (reply.status !== 200) throw new Error(`the webhook said ${reply.status} to ${name}`);
      admitted.push(bound(applied(pod, operationsOf(JSON.parse(reply.body) as ReviewAnswer)), name, node));
    }
    return admitted;
  } finally {
    await webhook.stop();
  }
}

function bound(pod: JsonObject, name: string, nodeName: string): JsonObject {
  const { metadata, spec } = pod as { metadata: JsonObject; spec: JsonObject };
  return { ...pod, metadata: { ...metadata, uid: `uid-${name}` }, spec: { ...spec, nodeName } };
}
