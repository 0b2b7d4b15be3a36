import { describe, expect, it } from 'vitest';
import type { Server } from '../../src/domain/server.ts';
import type { AgentAnswer } from '../../src/fleet/ask-agent.ts';
import { AT_ONCE, survey } from '../../src/fleet/survey.ts';
import { sleep } from '../../src/platform/clock.ts';
import { nodeReport } from '../support/fleet/node-reports.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const never = new AbortController().signal;
const agents = (count: number): readonly Server[] =>
  Array.from({ length: count }, (_, index) => ({ address: `10.0.${index >> 8}.${index & 255}`, port: 9353 }));
const answering = ({ address }: Server): AgentAnswer => ({ kind: 'report', report: nodeReport(address) });

describe('a survey', () => {
  it('keeps the reports in the order of the agents, and who did not answer, with the reason', async () => {
    const clock = new FakeClock();
    const ask = async (at: Server): Promise<AgentAnswer> =>
      at.address.endsWith('.1') ? { kind: 'silent', reason: 'nothing listens there' } : answering(at);
    const result = await survey(agents(3), { clock, signal: never, ask });
    expect(result.reports.map(({ node }) => node)).toEqual(['10.0.0.0', '10.0.0.2']);
    expect(result.silent).toEqual([{ agent: '10.0.0.1:9353', reason: 'nothing listens there' }]);
    expect(result).toMatchObject({ warnings: [], startedAt: clock.wall(), tookMs: 0 });
  });

  it('asks 50 at a time', async () => {
    const clock = new FakeClock();
    let [open, most] = [0, 0];
    const ask = async (at: Server): Promise<AgentAnswer> => {
      open += 1;
      most = Math.max(most, open);
      await sleep(clock, 10);
      open -= 1;
      return answering(at);
    };
    const asked = survey(agents(120), { clock, signal: never, ask });
    await clock.advance(1_000);
    expect((await asked).reports).toHaveLength(120);
    expect(most).toBe(AT_ONCE);
  });

  it('ends after 20 s in all, with a last deadline that is shorter, and says who was not asked', async () => {
    const clock = new FakeClock();
    const timeouts = new Set<number>();
    const ask = async (_at: Server, timeoutMs: number): Promise<AgentAnswer> => {
      timeouts.add(timeoutMs);
      await sleep(clock, timeoutMs);
      return { kind: 'silent', reason: 'no answer' };
    };
    const asked = survey(agents(1_000), { clock, signal: never, ask });
    await clock.advance(60_000);
    const { silent, tookMs } = await asked;
    expect([...timeouts]).toEqual([3_000, 2_000]);
    expect(tookMs).toBe(20_000);
    expect(silent).toHaveLength(1_000);
    const reason = 'not asked: the 20 s for all agents were over';
    expect(silent.filter((one) => one.reason === reason)).toHaveLength(1_000 - 7 * AT_ONCE);
  });

  it('asks no further agent after an interruption', async () => {
    const ending = new AbortController();
    let asked = 0;
    const ask = async (at: Server): Promise<AgentAnswer> => {
      asked += 1;
      ending.abort();
      return answering(at);
    };
    const result = await survey(agents(200), { clock: new FakeClock(), signal: ending.signal, ask });
    expect(asked).toBe(1);
    expect(result.silent.at(-1)).toEqual({ agent: '10.0.0.199:9353', reason: 'not asked: interrupted' });
  });

  it('counts a node once, and says so', async () => {
    const ask = async (): Promise<AgentAnswer> => ({ kind: 'report', report: nodeReport('one') });
    const { reports, warnings } = await survey(agents(3), { clock: new FakeClock(), signal: never, ask });
    expect(reports).toHaveLength(1);
    expect(warnings).toEqual(["Left out, because another agent gave the same node's name before: 2."]);
  });
});
