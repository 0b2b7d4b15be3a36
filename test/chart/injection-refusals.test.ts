/** A webhook that would install and then help nobody is refused at once, in a line that says what to set. */

import { beforeEach, describe, expect, it } from 'vitest';
import { at, helmTemplate, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

const ON = { 'injection.mode': 'webhook' };
const TLS = 'injection.webhook.tls';
const ANNOTATIONS = 'injection.webhook.configurationAnnotations';
const EXISTING = { ...ON, [`${TLS}.mode`]: 'existingSecret', [`${TLS}.existingSecret`]: 'pair' };
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const refusal = (values: Record<string, unknown>) => helmTemplate({ values }).stderr.split('\n')[0];
const bundle = (values: Record<string, unknown>) =>
  at(only(render({ values }), 'MutatingWebhookConfiguration'), 'webhooks.0.clientConfig.caBundle');

describe("on the host's network", () => {
  const host = { ...ON, 'injection.webhook.hostNetwork': true };

  it("is not to listen on the kubelet's port", () => {
    expect(refusal(host)).toMatch(/the kubelet's on every node: set injection\.webhook\.containerPort/);
  });

  it.each([
    ['another port is fine', { ...host, 'injection.webhook.containerPort': 10_260 }],
    ['without a webhook it does not matter', { ...host, 'injection.mode': 'none' }],
  ])('%s', (_, values) => {
    expect(refusal(values)).toBe('');
  });
});

describe('the authority of a Secret that is there already', () => {
  it.each([
    ['text', 'notpem'],
    ['the base64 of text', base64('notpem')],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'],
  ])('is refused if it is %s', (_, caBundle) => {
    const line = refusal({ ...EXISTING, [`${TLS}.caBundle`]: caBundle });
    expect(line).toMatch(
      /: injection\.webhook\.tls\.caBundle is neither a certificate as PEM nor the base64/,
    );
  });

  it.each([
    ['PEM', PEM],
    ['base64', base64(PEM)],
    ['base64 in lines', base64(PEM).replaceAll(/.{20}/g, '$&\n')],
  ])('is taken as %s', (_, caBundle) => {
    expect(bundle({ ...EXISTING, [`${TLS}.caBundle`]: caBundle })).toBe(base64(PEM));
  });

  it('is not to be missing, for then every pod would be let in as it is', () => {
    expect(refusal(EXISTING)).toMatch(
      /: injection\.webhook\.tls\.caBundle is empty: .*configurationAnnotations/,
    );
    expect(refusal({ ...EXISTING, [ANNOTATIONS]: { 'example.org/team': 'dns' } })).toContain('is empty');
  });

  it.each(['cert-manager.io/inject-ca-from-secret', 'service.beta.openshift.io/inject-cabundle'])(
    'may be left to %s',
    (annotation) => {
      expect(bundle({ ...EXISTING, [ANNOTATIONS]: { [annotation]: 'monitoring/ca' } })).toBeUndefined();
    },
  );
});
