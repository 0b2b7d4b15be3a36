/** Pods sent to a real API server, and the pods that it would store. */

import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { type JsonObject, optionsIn } from '../webhook/admission.ts';
import type { ApiServer } from './api-server.ts';

/** The label that connects an answer with its pod: some pods have no name. */
const MARK = 'offered';
/** Fields that an API server requires and that a table of DNS settings leaves out. */
export const CONTAINERS = [{ name: 'app', image: 'app' }];

/** How long an API server may take to learn of a new webhook or policy. */
const CONFIGURATION_MS = 30_000;

export interface Offer {
  readonly namespace: string;
  readonly pod: JsonObject;
}

const podSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.looseObject({ [MARK]: z.string() }) }),
  spec: z.looseObject({}),
});
const withMetadata = z.looseObject({
  metadata: z.looseObject({ labels: z.looseObject({}).default({}) }),
  spec: z.looseObject({}),
});

/** The pods as they would be stored (a dry run stores none); undefined for a pod that the API server refuses. */
export async function offer(
  api: ApiServer,
  offers: readonly Offer[],
): Promise<readonly (JsonObject | undefined)[]> {
  const items = offers.map(({ namespace, pod }, index) => {
    const { metadata, spec } = withMetadata.parse(pod);
    const labels = { ...metadata.labels, [MARK]: String(index) };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, namespace, labels },
      spec: { ...spec, containers: CONTAINERS, automountServiceAccountToken: false },
    };
  });
  const list = { apiVersion: 'v1', kind: 'List', items };
  const { stdout } = await api.kubectl(['create', '--dry-run=server', '-o', 'yaml', '-f', '-'], list);
  const taken = new Map(parseAllDocuments(stdout).map((one) => comparable(one.toJS())));
  return offers.map((_, index) => taken.get(String(index)));
}

/** The DNS options of the pod as it would be stored. Throws if it is refused. */
export async function optionsOf(api: ApiServer, one: Offer): Promise<readonly unknown[]> {
  const [stored] = await offer(api, [one]);
  if (stored === undefined) throw new Error(`a pod was refused in ${one.namespace}`);
  return optionsIn(stored);
}

/** The same, as soon as there are `count` options, or after the time limit. An API server learns of a new configuration with a delay. */
export async function optionsComeTo(api: ApiServer, one: Offer, count: number): Promise<readonly unknown[]> {
  const deadline = systemClock.now() + CONFIGURATION_MS;
  for (;;) {
    const options = await optionsOf(api, one);
    if (options.length === count || systemClock.now() > deadline) return options;
    await sleep(systemClock, 200);
  }
}

/** Without the fields that an API server generates each time. */
function comparable(stored: unknown): [string, JsonObject] {
  const { metadata, ...rest } = podSchema.parse(stored);
  const { uid: _uid, creationTimestamp: _at, ...kept } = metadata;
  const named = 'generateName' in kept ? { ...kept, name: 'generated' } : kept;
  return [metadata.labels[MARK] ?? '', { ...rest, metadata: named }];
}
