/** The certificate that Helm makes, over several upgrades of one release: kept, then renewed without a gap. */

import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, CHART_DIR, helmAsync, type Manifest, only, parseManifests } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import { FakeApi } from '../support/webhook/fake-api.ts';

const NOW = Math.floor(Date.now() / 1_000);
const DAY = 86_400;
let api: FakeApi;
let address: string;

beforeEach(async (ctx) => {
  needs(ctx, layerMissing());
  api = new FakeApi();
  address = await api.start();
});

afterEach(() => api?.stop());

interface Upgrade {
  readonly secret: Manifest;
  readonly certificate: string;
  /** Each authority that is trusted, the newest first. */
  readonly trusted: readonly X509Certificate[];
}

/** What an upgrade would install, and what its `lookup` finds is what `api.secrets` has. */
async function upgrade(...sets: string[]): Promise<Upgrade> {
  const cluster = ['--dry-run=server', '--disable-openapi-validation', '--kube-apiserver', address];
  const values = ['--set', ['injection.mode=webhook', ...sets].join(',')];
  const run = await helmAsync(
    'template',
    'fivesec',
    CHART_DIR,
    '--namespace',
    'monitoring',
    ...cluster,
    ...values,
  );
  expect(run.stderr).toBe('');
  const all = parseManifests(run.stdout);
  const secret = only(all, 'Secret');
  const data = secret['data'] as Record<string, string>;
  const bundle = at(only(all, 'MutatingWebhookConfiguration'), 'webhooks.0.clientConfig.caBundle');
  expect(bundle).toBe(data['ca.crt']);
  const pems = Buffer.from(String(bundle), 'base64')
    .toString()
    .match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g);
  return {
    secret,
    certificate: data['tls.crt'] ?? '',
    trusted: (pems ?? []).map((pem) => new X509Certificate(pem)),
  };
}

function aged(secret: Manifest, daysLeft: number): Manifest {
  const annotations = { 'fivesec.dev/not-after': String(NOW + daysLeft * DAY) };
  return { ...secret, metadata: { ...secret.metadata, annotations } };
}

it('an upgrade keeps the certificate as long as it is far from its end', async () => {
  const first = await upgrade();
  api.secrets.push(first.secret);
  expect(await upgrade()).toEqual(first);
  api.secrets.splice(0, 1, aged(first.secret, 61));
  expect((await upgrade()).certificate).toBe(first.certificate);
});

it('near its end it is renewed, and the old authority stays trusted for one renewal', async () => {
  const first = await upgrade();
  api.secrets.push(aged(first.secret, 59));
  const second = await upgrade();
  expect(second.certificate).not.toBe(first.certificate);
  expect(second.trusted).toHaveLength(2);
  const served = (one: Upgrade) => new X509Certificate(Buffer.from(one.certificate, 'base64'));
  const [newest, oldest] = second.trusted;
  expect(newest && served(second).checkIssued(newest)).toBe(true);
  expect(oldest?.fingerprint256).toBe(first.trusted[0]?.fingerprint256);

  api.secrets.splice(0, 1, aged(second.secret, 10));
  const third = await upgrade();
  expect(third.trusted.map((one) => one.fingerprint256)).toEqual([
    expect.any(String),
    second.trusted[0]?.fingerprint256,
  ]);
});

it('the window of renewal can be set', async () => {
  const first = await upgrade();
  api.secrets.push(aged(first.secret, 59));
  expect((await upgrade('injection.webhook.tls.renewBeforeDays=30')).certificate).toBe(first.certificate);
});

it('a Secret that is not of the chart, or incomplete, is replaced', async () => {
  const first = await upgrade();
  api.secrets.push({ ...first.secret, metadata: { ...first.secret.metadata, annotations: {} } });
  expect((await upgrade()).certificate).not.toBe(first.certificate);
  api.secrets.splice(0, 1, { ...first.secret, data: {} });
  expect((await upgrade()).trusted).toHaveLength(1);
});
