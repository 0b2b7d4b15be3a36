/** The race window that `fivesec check` reports for this machine's kernel, where the truth is known. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RaceWindow } from '../../src/domain/evidence.ts';
import { EXECUTABLE, executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { canStand } from './can-stand.ts';
import { agentFlags, type ScenarioOptions, scenarioTopology, standUpScenario } from './scenario-lab.ts';
import type { ScenarioName } from './scenarios.ts';

interface Window {
  readonly title: string;
  readonly is: RaceWindow;
  readonly scenario: ScenarioName;
  readonly options?: ScenarioOptions;
  /** Are the node's counters unreadable for the check? */
  readonly isBlind?: boolean;
}

const WINDOWS: readonly Window[] = [
  // The pairs that the fault lets pass clash on this kernel, which repairs the clash. So only unit tests cover `open`.
  { title: 'where some clashes are dropped', is: 'partly-repaired', scenario: 'dnat-race-legacy' },
  { title: 'behind DNAT by this kernel', is: 'repaired', scenario: 'healthy' },
  {
    title: 'without DNAT',
    is: 'absent',
    scenario: 'healthy',
    options: { topology: { proxy: 'none' } },
  },
  {
    title: "behind DNAT, without the node's counters",
    is: 'unknown',
    scenario: 'healthy',
    isBlind: true,
  },
];

/** `race` provokes the clash; `pair` and `separate` are compared with it. With only three strategies, each has enough pairs in a short time. */
const BRIEF = ['--duration', '9s', ...['pair', 'separate', 'race'].flatMap((id) => ['--strategy', id])];
/** The fewest races that show that no packet is lost. */
const FEWEST_RACES = 50;

const Found = z.object({
  node: z.object({ raceWindow: z.string(), conntrack: z.looseObject({}).nullable() }),
  strategies: z.array(z.object({ strategy: z.string(), pairs: z.number(), lost: z.number() })),
});

describe('the race window', () => {
  it.for(WINDOWS)('is $is $title', async ({ is, scenario, options, isBlind = false }, ctx) => {
    needs(ctx, executableMissing());
    await canStand(ctx, scenarioTopology(scenario, options));
    await using lab = await standUpScenario(scenario, options);
    const all = agentFlags(lab);
    const flags = isBlind ? all.toSpliced(all.indexOf('--proc-net'), 2) : all;
    const argv = [process.execPath, EXECUTABLE, 'check', '--json', ...BRIEF, ...flags] as const;
    const { stdout, stderr } = await lab.pod.exec(argv);
    expect(stderr).toBe('');
    const { node, strategies } = Found.parse(JSON.parse(stdout));
    const races = strategies.find(({ strategy }) => strategy === 'race');
    console.log(`race window ${node.raceWindow}: ${races?.pairs} races, ${races?.lost} lost a query`);
    expect(races?.pairs).toBeGreaterThanOrEqual(FEWEST_RACES);
    expect(node.conntrack === null).toBe(isBlind);
    expect(node.raceWindow).toBe(is);
  });
});
