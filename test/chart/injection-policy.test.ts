/** The same table of pods through the webhook and through the policy's CEL. */

import { beforeEach, describe, expect, it } from 'vitest';
import { OPTION_CONFLICTS } from '../../src/webhook/admission/option-conflicts.ts';
import { at, helmTemplate, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import {
  admissionTable,
  applied,
  judge,
  mutate,
  operationsOf,
  reviewOf,
  tableRules,
} from '../support/webhook/admission.ts';
import { type CelPolicy, celPolicy, evaluatePolicy } from '../support/webhook/cel.ts';

const POLICY_MODE = { 'injection.mode': 'policy', 'injection.options': admissionTable.options };
const APP_VERSION = '0.1.0';
const rules = { ...tableRules, version: APP_VERSION };

function rendered(values: Record<string, unknown> = {}) {
  return render({
    namespace: admissionTable.ownNamespace,
    values: { ...POLICY_MODE, 'injection.skipDnsPolicies': admissionTable.skipDnsPolicies, ...values },
    args: ['--kube-version', '1.36.0'],
  });
}

let policy: CelPolicy;

beforeEach((ctx) => {
  needs(ctx, layerMissing());
  policy ??= celPolicy(only(rendered(), 'MutatingAdmissionPolicy'));
});

describe('the policy does to a pod what the webhook does', () => {
  it.each(admissionTable.cases)('$title', ({ pod, namespace }) => {
    const { admission, reply } = judge(reviewOf(pod, namespace), rules);
    const decision = evaluatePolicy(policy, pod, namespace);
    const isExempt = admission.kind === 'skipped' && admission.reason !== 'nothing-to-add';
    if (isExempt) expect(decision).toEqual({ kind: 'skipped', condition: `not-${admission.reason}` });
    else expect(decision).toEqual({ kind: 'mutated', operations: operationsOf(reply) });
  });

  it('for every option, on a pod with any one other option', () => {
    const names = [
      ...new Set(['rotate', ...OPTION_CONFLICTS.flatMap((row) => [row.present, ...row.withheld])]),
    ];
    for (const wanted of names) {
      const own = celPolicy(only(rendered({ 'injection.options': [wanted] }), 'MutatingAdmissionPolicy'));
      const ownRules = { ...rules, options: [{ name: wanted }] };
      for (const present of names) {
        const pod = { metadata: {}, spec: { dnsConfig: { options: [{ name: present }] } } };
        const { reply } = judge(reviewOf(pod), ownRules);
        expect(evaluatePolicy(own, pod, 'shop')).toEqual({
          kind: 'mutated',
          operations: operationsOf(reply),
        });
      }
    }
  });

  it('and a second time it does nothing', () => {
    for (const { pod } of admissionTable.cases) {
      const once = mutate(pod, rules);
      const again = evaluatePolicy(policy, once, 'shop');
      expect(again.kind === 'mutated' ? applied(once, again.operations) : once).toEqual(once);
    }
  });

  it('with every DNS policy, when none is to be skipped', () => {
    const all = celPolicy(only(rendered({ 'injection.skipDnsPolicies': [] }), 'MutatingAdmissionPolicy'));
    const pod = { metadata: {}, spec: { dnsPolicy: 'Default' } };
    expect(evaluatePolicy(all, pod, 'shop')).toMatchObject({ kind: 'mutated' });
  });
});

describe('policy mode', () => {
  it('renders the policy and its binding, and nothing of the server', () => {
    const manifests = rendered();
    const extra = manifests
      .filter(({ metadata }) => metadata.name.includes('webhook'))
      .map(({ kind }) => kind);
    expect(extra).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).not.toContain('Deployment');
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    const name = only(manifests, 'MutatingAdmissionPolicy').metadata.name;
    expect(at(only(manifests, 'MutatingAdmissionPolicyBinding'), 'spec')).toEqual({ policyName: name });
  });

  it('fails open, and looks at new pods of namespaces that opt in', () => {
    expect(at(only(rendered(), 'MutatingAdmissionPolicy'), 'spec')).toMatchObject({
      failurePolicy: 'Ignore',
      reinvocationPolicy: 'IfNeeded',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] },
        ],
        namespaceSelector: {
          matchExpressions: [
            { operator: 'NotIn', values: ['kube-system', 'kube-node-lease', admissionTable.ownNamespace] },
            { key: 'fivesec.dev/injection', operator: 'In', values: ['enabled'] },
          ],
        },
      },
    });
  });

  it.each([
    ['1.36.1', 'admissionregistration.k8s.io/v1'],
    ['1.34.2-eks-1', 'admissionregistration.k8s.io/v1beta1'],
  ])('on Kubernetes %s uses %s', (version, apiVersion) => {
    const manifests = render({ values: POLICY_MODE, args: ['--kube-version', version] });
    expect(only(manifests, 'MutatingAdmissionPolicy').apiVersion).toBe(apiVersion);
    expect(only(manifests, 'MutatingAdmissionPolicyBinding').apiVersion).toBe(apiVersion);
  });

  it('is refused on a Kubernetes that has no such policy, unless an API version is named', () => {
    const old = ['--kube-version', '1.31.0'];
    expect(helmTemplate({ values: POLICY_MODE, args: old }).stderr).toMatch(/needs Kubernetes 1.34 or later/);
    const values = { ...POLICY_MODE, 'injection.policy.apiVersion': 'admissionregistration.k8s.io/v1alpha1' };
    expect(helmTemplate({ values, args: old }).ok).toBe(true);
  });
});
