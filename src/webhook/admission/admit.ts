/** Turns one admission request into one decision. Pure: knows nothing of HTTP, JSON text or metrics. */

import type { DnsOption } from './option.ts';
import { type AddOperation, patchFor } from './patch.ts';
import type { Pod } from './pod.ts';
import { decide, type InjectionRules, type PodSkipReason } from './policy.ts';
import { reportWarning, warningsFor } from './warnings.ts';

/** `report` decides and counts, and changes no pod. */
export const MODES = ['inject', 'report'] as const;
type Mode = (typeof MODES)[number];

export interface AdmissionRules extends InjectionRules {
  readonly mode: Mode;
  /** fivesec's version, for the record on the pod. */
  readonly version: string;
}

/** The admission request, as far as fivesec reads it. */
export type Candidate =
  | { readonly kind: 'new-pod'; readonly pod: Pod; readonly namespace: string }
  | { readonly kind: 'other-request' }
  | { readonly kind: 'unreadable-pod'; readonly why: string };

export type Admission =
  | {
      readonly kind: 'patched';
      readonly added: readonly DnsOption[];
      /** Empty in report mode. */
      readonly operations: readonly AddOperation[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'skipped'; readonly reason: PodSkipReason; readonly warnings: readonly string[] }
  | { readonly kind: 'error'; readonly why: string };

/** Describes the decision. Every decision admits the pod. */
export function admit(candidate: Candidate, rules: AdmissionRules): Admission {
  if (candidate.kind === 'other-request') return { kind: 'skipped', reason: 'not-a-new-pod', warnings: [] };
  if (candidate.kind === 'unreadable-pod') return { kind: 'error', why: candidate.why };
  const { pod, namespace } = candidate;
  const decision = decide(pod, namespace, rules);
  const warnings = warningsFor(pod, rules.options);
  if (decision.kind === 'skip') {
    const isComplete = decision.reason === 'nothing-to-add';
    return { kind: 'skipped', reason: decision.reason, warnings: isComplete ? warnings : [] };
  }
  const added = decision.add;
  if (rules.mode === 'report')
    return { kind: 'patched', added, operations: [], warnings: [reportWarning(added), ...warnings] };
  return { kind: 'patched', added, operations: patchFor(pod, added, rules.version), warnings };
}
