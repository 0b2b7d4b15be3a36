/** The built `fivesec check` in the pod of a few scenarios; `npm run bench -- accuracy` does it in all of them. */

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { type AddressFamily, formatServer } from '../../src/domain/server.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { EXECUTABLE, executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { canStand } from './can-stand.ts';
import { ENDPOINTS_NAME } from './dns/zone.ts';
import { CountingRules } from './faults/counters.ts';
import { agentFlags, scenarioTopology, standUpScenario } from './scenario-lab.ts';
import type { ScenarioName } from './scenarios.ts';

const SCHEMA = new URL('../../docs/check.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);
const HARMLESS = ['clash-repaired', 'agent-starved'];

/** What answers in the DNS pods: the scenario's own servers, or CoreDNS in each. */
type Answered = 'as usual' | 'by CoreDNS';

const CASES: readonly (readonly [ScenarioName, AddressFamily, Answered, string | undefined])[] = [
  ['healthy', 4, 'as usual', undefined],
  ['packet-loss', 6, 'as usual', 'packet-loss'],
  ['endpoint-down', 4, 'as usual', 'endpoint-down'],
  ['no-endpoints', 6, 'as usual', 'vip-unreachable'],
  ['dnat-race-legacy', 6, 'as usual', 'conntrack-race'],
  ['healthy', 6, 'by CoreDNS', undefined],
  ['endpoint-down', 4, 'by CoreDNS', 'endpoint-down'],
  ['upstream-slow', 4, 'by CoreDNS', 'upstream-slow'],
];

// As in bench/accuracy.ts: a check mostly waits.
describe.concurrent('fivesec check', () => {
  for (const [scenario, family, answered, cause] of CASES) {
    it(`names the cause of ${scenario} over IPv${family}, answered ${answered}`, async (ctx) => {
      needs(ctx, executableMissing());
      const options = { family, ...(answered === 'by CoreDNS' ? { dnsProgram: 'coredns' as const } : {}) };
      await canStand(ctx, scenarioTopology(scenario, options));
      await using lab = await standUpScenario(scenario, options);
      const { code, stdout, stderr } = await lab.pod.exec([
        process.execPath,
        EXECUTABLE,
        'check',
        '--json',
        ...agentFlags(lab),
      ]);
      expect(stderr).toBe('');
      const said = JSON.parse(stdout);
      expect(validate(said), JSON.stringify(validate.errors)).toBe(true);
      const { verdicts, node } = said;
      const alarms = verdicts.filter((verdict: { cause: string }) => !HARMLESS.includes(verdict.cause));
      expect(alarms[0]?.cause, JSON.stringify(verdicts, null, 1)).toBe(cause);
      expect(code).toBe(cause === undefined ? 0 : 1);
      expect(node.conntrack).toMatchObject({ drop: expect.any(Number), entries: expect.any(Number) });
      if (cause === 'conntrack-race') expect(node.conntrack.drop).toBeGreaterThan(0);
    });
  }

  it('does not blame the sending machine if a policy on the node rejects queries straight to the pods', async (ctx) => {
    needs(ctx, executableMissing());
    await canStand(ctx, scenarioTopology('healthy', { family: 6 }));
    await using lab = await standUpScenario('healthy', { family: 6 });
    // A connected socket gets this ICMP error as EACCES, from the send after the rejected one.
    const rules = await CountingRules.load(
      lab.node,
      'direct-rejected',
      ['rejected'],
      `chain forward { type filter hook forward priority filter;
        ct original ip6 daddr != ${lab.vip} udp dport 53 counter name rejected reject with icmpv6 type admin-prohibited
      }`,
    );
    const flags = ['--json', '--explain', '--duration', '8s', ...agentFlags(lab)];
    const { stdout } = await lab.pod.exec([process.execPath, EXECUTABLE, 'check', ...flags]);
    const { verdicts, evidence } = JSON.parse(stdout);
    expect((await rules.read())['rejected']).toBeGreaterThan(20);
    const refused = evidence.arms.map(({ a, aaaa }: ArmTally) => a.sendErrors + aaaa.sendErrors);
    expect(refused.every((count: number) => count === 0)).toBe(true);
    const sure = verdicts.filter(({ confidence }: Verdict) => confidence > 0.5);
    expect(sure.map(({ cause }: Verdict) => cause)).toEqual(['not-enough-evidence']);
  });

  it.for([4, 6] as const)(
    'learns the DNS pods from a headless Service, asks each of them, over IPv%i',
    async (family, ctx) => {
      needs(ctx, executableMissing());
      const options = { family, dnsProgram: 'coredns' } as const;
      await canStand(ctx, scenarioTopology('healthy', options));
      await using lab = await standUpScenario('healthy', options);
      const flags = ['--json', '--duration', '5s', '--endpoints-name', `${ENDPOINTS_NAME}.`];
      const { stdout } = await lab.pod.exec([process.execPath, EXECUTABLE, 'check', ...flags]);
      const { node, strategies } = JSON.parse(stdout);
      const pods = lab.endpoints.map((address) => formatServer({ address, port: 53 }));
      expect(node.endpoints.toSorted()).toEqual(pods.toSorted());
      const direct = strategies.find(({ strategy }: { strategy: string }) => strategy === 'endpoint');
      expect([direct.pairs > 20, direct.lost]).toEqual([true, 0]);
    },
  );
});
