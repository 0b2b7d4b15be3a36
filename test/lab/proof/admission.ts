/** Admits a pod: the webhook's own code reviews it, and an RFC 6902 library applies the patch. */

import { dnsOptions, type JsonObject, mutate } from '../../support/webhook/admission.ts';

const NAMESPACE = 'default';

const POD: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shop', namespace: NAMESPACE, labels: { app: 'shop' } },
  spec: { dnsPolicy: 'ClusterFirst', containers: [{ name: 'shop', image: 'shop:1' }] },
};

/** The pod as the API server stores it if the webhook injects `options`. Without options, as its author wrote it. */
export function podAfterAdmission(options: readonly string[]): JsonObject {
  if (options.length === 0) return POD;
  const rules = { version: '0.0.0', ownNamespace: 'fivesec', skipDnsPolicies: ['Default', 'None'] } as const;
  return mutate(POD, { ...rules, mode: 'inject', options: dnsOptions(...options) }, NAMESPACE);
}
