/** The built `fivesec check` in the pod of a few scenarios; `npm run bench -- accuracy` does it in all of them. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { AddressFamily } from '../../src/domain/server.ts';
import { requirement } from '../support/requirement.ts';
import { canStand } from './can-stand.ts';
import { agentFlags, scenarioTopology, standUpScenario } from './scenario-lab.ts';
import type { ScenarioName } from './scenarios.ts';

const EXECUTABLE = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SCHEMA = new URL('../../docs/check.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);
const HARMLESS = ['clash-repaired', 'agent-starved'];

const CASES: readonly (readonly [ScenarioName, AddressFamily, string | undefined])[] = [
  ['healthy', 4, undefined],
  ['packet-loss', 6, 'packet-loss'],
  ['endpoint-down', 4, 'endpoint-down'],
  ['dnat-race-legacy', 6, 'conntrack-race'],
];

describe('fivesec check', () => {
  for (const [scenario, family, cause] of CASES) {
    it(`tells ${scenario} over IPv${family} for what it is`, async (ctx) => {
      requirement(ctx, existsSync(EXECUTABLE), 'fivesec is not built: npm run build');
      await canStand(ctx, scenarioTopology(scenario, { family }));
      await using lab = await standUpScenario(scenario, { family });
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
});
