/**
 * From a fault in the kernel's path to a person: a lab's scenario, the agent in its pod, a real Prometheus with the rules as
 * the chart renders them, a real Alertmanager, and a receiver. The bars are those of issue 5.
 */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { rulesFile } from '../../scripts/chart/rules.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { whyNot } from '../lab/needs.ts';
import { agentFlags, type ScenarioLab, scenarioTopology, standUpScenario } from '../lab/scenario-lab.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { executableMissing } from '../support/machine/executable.ts';
import { pathOf, whyMissing } from '../support/machine/go-tool.ts';
import { needs, requirement } from '../support/machine/requirement.ts';
import { startAgent } from '../support/monitoring/cluster-view.ts';
import {
  Monitoring,
  monitoringMissing,
  type Notification,
  type Target,
} from '../support/monitoring/monitoring.ts';
import { prometheus3 } from '../support/monitoring/prometheus3.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const QUIET_MS = 6 * MINUTE;
const WITHIN_SECONDS = 180;

/** The chart's own rules; only `for` is shorter, through values, as a user would set it. */
const RULES = {
  'prometheusRule.alerts.FivesecConntrackRace.for': '10s',
  'prometheusRule.alerts.FivesecPacketLoss.for': '10s',
  'prometheusRule.alerts.FivesecEndpointDown.for': '10s',
  'prometheusRule.alerts.FivesecLookupFailures': { warning: { for: '1m' }, critical: { for: '1m' } },
  'prometheusRule.alerts.FivesecEvidenceAbsent.for': '1m',
};

beforeEach(async (ctx) => {
  const missing =
    layerMissing() ??
    (await whyNot(scenarioTopology('dnat-race-legacy'))) ??
    monitoringMissing() ??
    executableMissing();
  needs(ctx, missing);
});

const agentOf = (lab: ScenarioLab) => startAgent(lab, 'node-a', 9353, agentFlags(lab));
const watch = (lab: ScenarioLab, agent: Target, program = 'prometheus') => {
  const options = { directory: lab.directory, rules: rulesFile(RULES), targets: [agent] };
  return Monitoring.start(lab.pod, { ...options, prometheuses: [{ program }] });
};
const watched = async (lab: ScenarioLab) => watch(lab, await agentOf(lab));

/** What the agent has counted in `fivesec_slow_lookups_total`, all causes together; 0 while it doesn't answer. */
async function slowLookups(lab: ScenarioLab, { address }: Target): Promise<number> {
  const code = `fetch('http://${address}/metrics').then((r) => r.text()).then((t) => process.stdout.write(t), () => {})`;
  const text = await lab.pod.run([process.execPath, '-e', code]);
  const samples = [...text.matchAll(/^fivesec_slow_lookups_total\{.*\} (\d+)/gm)];
  return samples.reduce((sum, [, value]) => sum + Number(value), 0);
}

describe.concurrent('an alert', () => {
  it('with node, cause and runbook follows the first stall of a race within three minutes, and so does the one that is named after it', async () => {
    await using lab = await standUpScenario('dnat-race-legacy', { healthyFirst: true });
    const monitoring = await watched(lab);
    // As long as it takes to save up for an investigation: a fault seldom begins with the agent.
    await sleep(systemClock, QUIET_MS);
    expect(monitoring.notifications()).toEqual([]);
    await lab.begin();
    const began = systemClock.now();
    const arrival = async (labels: Readonly<Record<string, string>>) => {
      for (;;) {
        const found = monitoring.notifications().find((one) => isLabelled(one, labels));
        const seconds = (systemClock.now() - began) / SECOND;
        if (found !== undefined) return { ...found, seconds };
        if (seconds > WITHIN_SECONDS)
          throw new Error(`no ${JSON.stringify(labels)}: ${JSON.stringify(monitoring.notifications())}`);
        await sleep(systemClock, SECOND);
      }
    };
    for (const alertname of ['FivesecLookupSpike', 'FivesecConntrackRace']) {
      const alert = await arrival({ alertname, cause: 'conntrack-race' });
      console.log(`${alertname} after ${alert.seconds.toFixed(0)} s`);
      expect(alert).toMatchObject({ status: 'firing', labels: { node: 'node-a', severity: 'warning' } });
      expect(alert.annotations['description']).toContain('node-a');
      expect(alert.annotations['runbook_url']).toMatch(new RegExp(`/docs/runbooks/${alertname}\\.md$`));
    }
    await monitoring.stop();
  });

  it("follows a stall that was over before Prometheus' first scrape of a new agent, on Prometheus 3", async (ctx) => {
    const newer = prometheus3('prometheus');
    requirement(ctx, newer.kind === 'built', whyMissing(newer) ?? '');
    await using lab = await standUpScenario('dnat-race-legacy');
    const agent = await agentOf(lab);
    const began = systemClock.now();
    while ((await slowLookups(lab, agent)) === 0) {
      if (systemClock.now() - began > 5 * MINUTE) throw new Error('no lookup was slow');
      await sleep(systemClock, SECOND);
    }
    await lab.end();
    // Lookups under way may still be slow; nothing may rise once Prometheus looks.
    await sleep(systemClock, 15 * SECOND);
    const monitoring = await watch(lab, agent, pathOf(newer));
    await vi.waitFor(
      () =>
        expect(monitoring.notifications()).toContainEqual(
          expect.objectContaining({
            status: 'firing',
            labels: expect.objectContaining({ alertname: 'FivesecLookupSpike', node: 'node-a' }),
          }),
        ),
      { timeout: 2 * MINUTE, interval: SECOND },
    );
    await monitoring.stop();
  });

  it('is not sent while all is well, for ten minutes', async () => {
    await using lab = await standUpScenario('healthy');
    const monitoring = await watched(lab);
    await sleep(systemClock, 10 * MINUTE);
    expect(monitoring.notifications()).toEqual([]);
    const [lookups, slow] = await monitoring.query([
      'sum(increase(fivesec_lookups_total[9m]))',
      'sum(increase(fivesec_slow_lookups_total[9m]))',
    ]);
    // The silence is that of an agent at work.
    expect(lookups?.samples[0]?.value).toBeGreaterThan(50);
    expect(slow?.samples[0]?.value).toBe(0);
    await monitoring.stop();
  });
});

function isLabelled({ labels }: Notification, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
