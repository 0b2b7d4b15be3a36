/** The chart's admission policy, compiled and applied by the API server's own code (test/kubernetes/, in Go). */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { admissionTable, judge, mutate, reviewOf, tableRules } from '../support/admission.ts';
import { helmMissing, only, render } from '../support/helm.ts';
import { requirement } from '../support/requirement.ts';

const SOURCE = fileURLToPath(new URL('../kubernetes', import.meta.url));
const NEEDS_GO = 'Go 1.26 and the modules of test/kubernetes are needed: run `go mod download` there';

const options = z.array(z.object({ name: z.string().optional(), value: z.string().optional() }));
const podSchema = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ dnsConfig: z.object({ options: options.default([]) }).default({ options: [] }) }),
});
const resultSchema = z.array(z.object({ skipped: z.string().optional(), pod: podSchema.optional() }));

let folder = '';
let isBuilt = false;

// Minutes the first time, a second from then on: Go keeps what it has compiled.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fivesec-policycheck-'));
  const env = { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=readonly' };
  const run = spawnSync('go', ['build', '-o', join(folder, 'policycheck'), '.'], { cwd: SOURCE, env });
  isBuilt = run.status === 0;
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach((ctx) => {
  requirement(ctx, helmMissing() === undefined, helmMissing() ?? '');
  requirement(ctx, isBuilt, NEEDS_GO);
});

function policyOf(values: Record<string, unknown>) {
  const all = { 'injection.mode': 'policy', ...values };
  const args = ['--kube-version', '1.36.0'];
  return only(
    render({ namespace: admissionTable.ownNamespace, values: all, args }),
    'MutatingAdmissionPolicy',
  );
}

function admitted(policy: unknown, cases: readonly unknown[]) {
  const input = JSON.stringify({ policy, cases });
  const run = spawnSync(join(folder, 'policycheck'), { input, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return resultSchema.parse(JSON.parse(run.stdout));
}

it('does to every pod of the table what the webhook does', () => {
  const rules = { ...tableRules, version: '0.1.0' };
  const policy = policyOf({ 'injection.options': admissionTable.options });
  const results = admitted(policy, admissionTable.cases);
  for (const [index, { title, pod, namespace }] of admissionTable.cases.entries()) {
    const { admission } = judge(reviewOf(pod, namespace), rules);
    const isExempt = admission.kind === 'skipped' && admission.reason !== 'nothing-to-add';
    const expected = isExempt
      ? { skipped: `not-${admission.reason}` }
      : { pod: podSchema.parse(mutate(pod, rules, namespace)) };
    expect(results[index], title).toEqual(expected);
  }
});

it('compiles with no DNS policy to skip and with every shape of option', () => {
  const values = {
    'injection.skipDnsPolicies': [],
    'injection.options': ['use-vc', 'ndots:2', 'timeout:1', 'some-option:a=b'],
  };
  const pod = { metadata: {}, spec: { dnsPolicy: 'Default' } };
  expect(admitted(policyOf(values), [{ namespace: 'shop', pod }])[0]?.pod?.spec.dnsConfig.options).toEqual([
    { name: 'use-vc' },
    { name: 'ndots', value: '2' },
    { name: 'timeout', value: '1' },
    { name: 'some-option', value: 'a=b' },
  ]);
});
