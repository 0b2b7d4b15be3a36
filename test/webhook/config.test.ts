import { expect, test } from 'vitest';
import { Failure } from '../../src/platform/failure.ts';
import { parseWebhookConfig, type WebhookFlags } from '../../src/webhook/config.ts';

const files = { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key' };

const anyText = () => '';

function messageOf(flags: WebhookFlags, env: Record<string, string> = {}, readFile = anyText): string {
  try {
    parseWebhookConfig(flags, env, readFile);
  } catch (error) {
    if (error instanceof Failure && error.code === 'config') return error.message;
    throw error;
  }
  return 'no mistake';
}

test('with the two files alone, everything else has its default', () => {
  expect(parseWebhookConfig(files, {}, anyText)).toEqual({
    ...files,
    listen: { address: undefined, port: 10250 },
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
  expect(parseWebhookConfig({ ...files, listen: '[::1]:8443' }, env, anyText)).toMatchObject({
    mode: 'report',
    listen: { address: '::1', port: 8443 },
    options: [{ name: 'ndots', value: '2' }, { name: 'use-vc' }],
    skipDnsPolicies: [],
  });
});

test('the variables that Kubernetes sets for a Service named fivesec-webhook do no harm', () => {
  const env = { FIVESEC_WEBHOOK_PORT: 'tcp://10.0.0.1:443', FIVESEC_WEBHOOK_SERVICE_HOST: '10.0.0.1' };
  expect(messageOf(files, env)).toBe('no mistake');
});

test('a variable that is no setting is a mistake, beside all others', () => {
  const env = { FIVESEC_WEBHOOK_OPTIONS: 'use-vc', FIVESEC_WEBHOOK_MODE: 'patch', FIVESEC_REVISION: 'abc' };
  expect(messageOf(files, env).split('\n')).toEqual([
    '2 mistakes in the configuration:',
    '  FIVESEC_WEBHOOK_OPTIONS: there is no such environment variable',
    '  mode = "patch" (environment variable FIVESEC_WEBHOOK_MODE): must be one of inject, report',
  ]);
});

test('all mistakes are reported at once, in the words of the agent: key, value, where it was given, what would be right', () => {
  const flags = {
    listen: '10250',
    mode: 'patch',
    options: ['ndots:99', 'use-vc', 'use-vc', 'Use'],
    maxBodyBytes: '3MiB',
    skipDnsPolicies: ['Default', 'none'],
  };
  const env = { FIVESEC_WEBHOOK_LOG_LEVEL: 'loud', FIVESEC_WEBHOOK_CERT_FILE: ' ' };
  expect(messageOf(flags, env).split('\n')).toEqual([
    '10 mistakes in the configuration:',
    '  listen = "10250" (flag --listen): must be ADDR:PORT or :PORT, such as :10250, 127.0.0.1:10250 or [::1]:10250',
    '  certFile = " " (environment variable FIVESEC_WEBHOOK_CERT_FILE): must be the path of a file',
    '  keyFile: must be given, by flag --key-file or environment variable FIVESEC_WEBHOOK_KEY_FILE',
    '  options[0] = "ndots:99" (flag --option): ndots must have a number from 0 to 15, such as ndots:15',
    '  options[2] = "use-vc" (flag --option): use-vc is there twice',
    '  options[3] = "Use" (flag --option): must be an option of resolv.conf, such as use-vc or ndots:2',
    '  mode = "patch" (flag --mode): must be one of inject, report',
    '  skipDnsPolicies[1] = "none" (flag --skip-dns-policy): must be one of ClusterFirst, ClusterFirstWithHostNet, Default, None',
    '  maxBodyBytes = "3MiB" (flag --max-body-bytes): must be a whole number from 1024 to 67108864',
    '  logLevel = "loud" (environment variable FIVESEC_WEBHOOK_LOG_LEVEL): must be one of debug, info, warn, error, silent',
  ]);
});

test('a file that cannot be read is a mistake like any other', () => {
  const readFile = () => {
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  };
  expect(messageOf(files, { FIVESEC_WEBHOOK_MODE: 'patch' }, readFile).split('\n')).toEqual([
    '3 mistakes in the configuration:',
    '  certFile = "/tls/tls.crt" (flag --cert-file): can\'t be read: ENOENT',
    '  keyFile = "/tls/tls.key" (flag --key-file): can\'t be read: ENOENT',
    '  mode = "patch" (environment variable FIVESEC_WEBHOOK_MODE): must be one of inject, report',
  ]);
});

test('an empty variable is one that was not set', () => {
  expect(messageOf(files, { FIVESEC_WEBHOOK_MODE: '', FIVESEC_WEBHOOK_DRAIN_MS: '' })).toBe('no mistake');
});

test('an empty list of options and a list for one value are mistakes', () => {
  const mistake = (flags: WebhookFlags) => messageOf({ ...files, ...flags }).split('\n  ')[1];
  expect(mistake({ options: [] })).toBe('options = [] (flag --option): must have at least one entry');
  expect(mistake({ mode: ['inject', 'report'] })).toBe(
    'mode = ["inject","report"] (flag --mode): must be one of inject, report',
  );
});

test.each([
  [
    ['single-request', 'single-request-reopen'],
    'single-request: with both, glibc does not retry a lost answer',
  ],
  [['single-request-reopen', 'use-vc'], 'single-request-reopen: it has no effect on TCP'],
])('options that rule each other out are a mistake: %s', (options, reason) => {
  expect(messageOf({ ...files, options }).split('\n')).toEqual([
    'a mistake in the configuration:',
    `  options[1] = "${options[1]}" (flag --option): must not stand beside ${reason}`,
  ]);
});
