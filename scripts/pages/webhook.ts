/** docs/webhook.md: the webhook's settings, its reasons to leave a pod alone, and the options that rule each other out. */

import { OPTION_CONFLICTS } from '../../src/webhook/admission/option-conflicts.ts';
import { injectionRecord } from '../../src/webhook/admission/patch.ts';
import { INJECTED_KEY, OPT_OUT_KEY } from '../../src/webhook/admission/pod.ts';
import { POD_SKIP_REASONS } from '../../src/webhook/admission/policy.ts';
import { SETTINGS } from '../../src/webhook/settings.ts';
import { code, generatedFrom, table } from '../markdown.ts';

export function webhookPage(): string {
  const record = injectionRecord([{ name: 'single-request-reopen' }], '0.1.0');
  return `${generatedFrom('src/webhook/')}

# The webhook

\`fivesec webhook\` answers the API server's admission reviews (\`admission.k8s.io/v1\`) of new pods over HTTPS and adds options to
their \`dnsConfig\`. It appends absent options. An option that the pod has is neither changed nor moved, and the person who creates
the pod gets a warning. Every answer lets the pod in. The chart's \`injection.mode: policy\` does the same without a server.

On the pod, the annotation \`${INJECTED_KEY}\` says what was added:

\`\`\`
${record}
\`\`\`

## Settings

A flag overrides the variable, and the variable overrides the default. All mistakes are reported at once.

${table(
  ['flag', 'environment variable', 'default', 'what it is for'],
  SETTINGS.map(({ flag, written, repeatable, env, default: standard, sentence }) => [
    code(`${flag} ${written}`) + (repeatable ? ', repeatable' : ''),
    code(env),
    standard === undefined ? 'none: must be given' : defaultsOf(standard).map(code).join(', ') || 'none',
    sentence,
  ]),
)}

In a variable, commas separate the values of a repeatable setting.

## Pods that are not changed

The log names the first reason that applies (with \`--log-level debug\`).

${table(
  ['reason', 'why'],
  Object.entries(POD_SKIP_REASONS).map(([reason, why]) => [code(reason), why]),
)}

A pod opts out with \`${OPT_OUT_KEY}: "false"\` as a label or an annotation.

## Options that are left out

An option that the pod sets is never replaced, whatever its value: this holds for \`ndots\`, \`timeout\` and \`attempts\` as for all others.
Some options harm each other, or one has no effect together with the other. Then the pod keeps its own option, does not get the other one, and the
person who creates it gets a warning. \`injection.options\` and \`--option\` refuse the same combinations.

${table(
  ['the pod sets', 'it does not get', 'because'],
  OPTION_CONFLICTS.map(({ present, withheld, why }) => [code(present), withheld.map(code).join(', '), why]),
)}

The source is glibc's \`send_dg\` (resolv/res_send.c). When the second of two answers is lost, glibc turns on the one of
\`single-request\` and \`single-request-reopen\` that is off, and asks again. If both are on, it returns one address family and does
not ask again.

${pathsAndCertificates()}`;
}

function pathsAndCertificates(): string {
  return `## Paths

${table(
  ['path', 'what it serves'],
  [
    ['`POST /mutate`', 'one AdmissionReview; 400, 405, 413 or 415 for other requests'],
    ['`/-/healthy`', '200 as long as the process answers'],
    ['`/-/ready`', '200 with a certificate that has not expired; 503 without one, and while it drains'],
    ['`/metrics`', 'see [metrics](metrics.md)'],
  ],
)}

## Certificates

Both files are watched, also when Kubernetes replaces the mounted Secret. The next connection gets a new pair; open connections keep theirs.
A new pair is refused if it can't be read, if the key does not fit the certificate, or if it has expired and the pair in use has not. The log has
the reason. Without a usable pair at the start, the command ends with exit code 2.
`;
}

function defaultsOf(standard: string | number | readonly string[]): readonly string[] {
  return [standard].flat().map(String).filter(Boolean);
}
