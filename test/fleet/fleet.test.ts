import { describe, expect, it } from 'vitest';
import type { Server } from '../../src/domain/server.ts';
import type { Resolve } from '../../src/fleet/find-agents.ts';
import { Fleet, NOT_CONFIGURED } from '../../src/fleet/fleet.ts';
import { nodeReport } from '../support/fleet/node-reports.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const NAME = 'agents.test.';
const broken: Resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'EAI_AGAIN' }));

function fleetOf(agents: readonly Server[], agentsName: string | undefined, resolveWith: () => Resolve) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const fleet = new Fleet(
    { agents, agentsName, agentsPort: 9353 },
    {
      clock,
      signal: new AbortController().signal,
      resolve: (name) => resolveWith()(name),
      ask: async ({ address }) => {
        asked.push(address);
        return { kind: 'report', report: nodeReport(address) };
      },
    },
  );
  return { clock, asked, fleet };
}

async function surveyOf(fleet: Fleet) {
  const view = await fleet.view();
  if (view.kind !== 'survey') throw new Error(view.reason);
  return view.survey;
}

describe('the fleet', () => {
  it('asks once for many readers, and again after 15 s', async () => {
    const { clock, asked, fleet } = fleetOf([], NAME, () => async () => ['10.0.0.1', '10.0.0.2']);
    await Promise.all([fleet.view(), fleet.view()]);
    await clock.advance(15_000);
    await fleet.view();
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    expect((await surveyOf(fleet)).reports).toHaveLength(2);
    expect(asked).toHaveLength(4);
  });

  it('asks the agents that were known before, when DNS fails', async () => {
    let resolve: Resolve = async () => ['10.0.0.1'];
    const { clock, fleet } = fleetOf([], NAME, () => resolve);
    await fleet.view();
    resolve = broken;
    await clock.advance(16_000);
    const { reports, warnings } = await surveyOf(fleet);
    expect(reports.map(({ node }) => node)).toEqual(['10.0.0.1']);
    expect(warnings).toEqual([
      'DNS failed (agents.test.: DNS did not answer (EAI_AGAIN): name agents by address with --agent): ' +
        'only the agents that were known before were asked.',
    ]);
  });

  it('asks the agents that are configured, when DNS fails from the start', async () => {
    const { fleet } = fleetOf([{ address: '10.0.0.9', port: 9353 }], NAME, () => broken);
    const { reports, warnings } = await surveyOf(fleet);
    expect(reports.map(({ node }) => node)).toEqual(['10.0.0.9']);
    expect(warnings[0]).toContain('only the agents that are configured were asked');
  });

  it('has no agent to ask without a name, or where the name has no address', async () => {
    const { fleet } = fleetOf([], undefined, () => broken);
    expect(await fleet.view()).toEqual({ kind: 'no-agent', reason: NOT_CONFIGURED });
    const { fleet: lost } = fleetOf([], NAME, () => broken);
    expect(await lost.view()).toMatchObject({
      kind: 'no-agent',
      reason: expect.stringMatching(/^No agent was found: agents\.test\.: DNS/),
    });
  });
});
