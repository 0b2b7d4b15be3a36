import { expect, test } from 'vitest';
import { Failure } from '../../src/platform/failure.ts';
import { parseWebhookConfig, type WebhookFlags } from '../../src/webhook/config.ts';

const files = { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key' };

function messageOf(flags: WebhookFlags, env: Record<string, string> = {}): string {
  try {
    parseWebhookConfig(flags, env);
  } catch (error) {
    if (error instanceof Failure && error.code === 'config') return error.message;
    throw error;
  }
  return 'no mistake';
}

test('with the two files alone, everything else has its default', () => {
  expect(parseWebhookConfig(files, {})).toEqual({
    ...files,
    listen: { port: 10250 },
    options: [{ name: 'single-request-reopen' }],
    mode: 'inject',
    ownNamespace: '',
    skipDnsPolicies: ['Default', 'None'],
    maxBodyBytes: 3_145_728,
    drainMs: 0,
    logLevel: 'info',
  });
});

test('a flag wins over a variable, a variable over the default', () => {
  const env = {
    FIVESEC_WEBHOOK_MODE: 'report',
    FIVESEC_WEBHOOK_LISTEN: '127.0.0.1:1',
    FIVESEC_WEBHOOK_OPTION: 'ndots:2, use-vc',
    FIVESEC_WEBHOOK_SKIP_DNS_POLICY: '',
  };
  expect(parseWebhookConfig({ ...files, listen: '[::1]:8443' }, env)).toMatchObject({
    mode: 'report',
    listen: { host: '::1', port: 8443 },
    options: [{ name: 'ndots', value: '2' }, { name: 'use-vc' }],
    skipDnsPolicies: [],
  });
});

test('the variables that Kubernetes sets for a Service named fivesec-webhook do no harm', () => {
  const env = { FIVESEC_WEBHOOK_PORT: 'tcp://10.0.0.1:443', FIVESEC_WEBHOOK_SERVICE_HOST: '10.0.0.1' };
  expect(messageOf(files, env)).toBe('no mistake');
});

test('all mistakes are told at once, each with where it was made and what would be right', () => {
  const flags = {
    listen: '10250',
    mode: 'patch',
    options: ['ndots:99', 'use-vc', 'use-vc', 'Use'],
    maxBodyBytes: '3MiB',
    skipDnsPolicies: ['Default', 'none'],
  };
  expect(
    messageOf(flags, { FIVESEC_WEBHOOK_LOG_LEVEL: 'loud', FIVESEC_WEBHOOK_CERT_FILE: '' }).split('\n'),
  ).toEqual([
    '--listen: "10250" is wrong: write ADDR:PORT, such as :10250',
    'FIVESEC_WEBHOOK_CERT_FILE: "" is wrong: name a file',
    '--key-file: it must be given',
    '--option: ndots:99 is wrong: ndots takes a number from 0 to 15; use-vc is wrong: use-vc is given twice; ' +
      '"Use" is not an option; write it like use-vc or ndots:2',
    '--mode: "patch" is wrong: choose one of inject, report',
    '--skip-dns-policy: "none" is wrong: choose one of ClusterFirst, ClusterFirstWithHostNet, Default, None',
    '--max-body-bytes: "3MiB" is wrong: write a whole number from 1024 to 67108864',
    'FIVESEC_WEBHOOK_LOG_LEVEL: "loud" is wrong: choose one of debug, info, warn, error, silent',
  ]);
});

test('an empty list of options and a flag given twice are mistakes', () => {
  expect(messageOf({ ...files, options: [] })).toBe('--option: name at least one option');
  expect(messageOf({ ...files, mode: ['inject', 'report'] })).toBe('--mode: give it once');
});
