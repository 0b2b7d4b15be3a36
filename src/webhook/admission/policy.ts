/** Decides whether a pod gets options added, and which. Pure; the chart's CEL policy decides the same way. */

import type { DnsOption } from './option.ts';
import { conflictOf } from './option-conflicts.ts';
import {
  type DnsPolicy,
  effectiveDnsPolicy,
  MIRROR_KEY,
  namesOf,
  OPT_OUT_KEY,
  OS_LABEL,
  type Pod,
} from './pod.ts';

/** The reason why a pod is left unchanged. If several apply, the first one is logged. */
export const POD_SKIP_REASONS = {
  'not-a-new-pod': 'the request is not the creation of a pod: dnsConfig cannot change afterwards',
  'system-namespace': 'pods in kube-system and kube-node-lease are never changed',
  'own-namespace': "pods in the webhook's own namespace are not changed, so that it never waits for itself",
  'mirror-pod': 'a static pod is configured by a file on its node; its mirror pod cannot be changed',
  'opted-out': `the pod has the label or annotation ${OPT_OUT_KEY}: "false"`,
  windows: 'Windows has no resolv.conf',
  'dns-policy': "the pod's DNS policy bypasses the cluster's DNS address",
  'nothing-to-add': 'the pod has every option already, or one that rules it out',
} as const satisfies Record<string, string>;

export type PodSkipReason = keyof typeof POD_SKIP_REASONS;

/** Namespaces that are never changed, whatever the configuration says: the control plane and the nodes' heartbeats are there. */
const SYSTEM_NAMESPACES: readonly string[] = ['kube-system', 'kube-node-lease'];

export interface InjectionRules {
  /** In the order in which they are appended; no name twice. */
  readonly options: readonly DnsOption[];
  readonly ownNamespace: string | undefined;
  readonly skipDnsPolicies: readonly DnsPolicy[];
}

export type Decision =
  | {
      readonly kind: 'skip';
      readonly reason: PodSkipReason;
    }
  | {
      readonly kind: 'inject';
      /** Wanted, absent from the pod, and not ruled out by an option of the pod. Never empty. */
      readonly add: readonly DnsOption[];
    };

/** `namespace` is the request's: the pod's own metadata may not carry it yet. */
export function decide(pod: Pod, namespace: string, rules: InjectionRules): Decision {
  const reason = exemption(pod, namespace, rules);
  if (reason) return { kind: 'skip', reason };
  const add = missingOptions(pod, rules.options);
  return add.length > 0 ? { kind: 'inject', add } : { kind: 'skip', reason: 'nothing-to-add' };
}

/** Options are compared by name, case-sensitively, as the kubelet and the C libraries do. */
function missingOptions(pod: Pod, wanted: readonly DnsOption[]): readonly DnsOption[] {
  const present = namesOf(pod);
  return wanted.filter(({ name }) => !present.has(name) && conflictOf(name, present) === undefined);
}

function exemption(pod: Pod, namespace: string, rules: InjectionRules): PodSkipReason | undefined {
  const { labels, annotations } = pod.metadata;
  if (SYSTEM_NAMESPACES.includes(namespace)) return 'system-namespace';
  if (namespace === rules.ownNamespace) return 'own-namespace';
  if (annotations?.[MIRROR_KEY] !== undefined) return 'mirror-pod';
  if (labels?.[OPT_OUT_KEY] === 'false' || annotations?.[OPT_OUT_KEY] === 'false') return 'opted-out';
  if (pod.spec.os?.name === 'windows' || pod.spec.nodeSelector?.[OS_LABEL] === 'windows') return 'windows';
  const dnsPolicy = effectiveDnsPolicy(pod);
  if (rules.skipDnsPolicies.some((skipped) => skipped === dnsPolicy)) return 'dns-policy';
  return undefined;
}
