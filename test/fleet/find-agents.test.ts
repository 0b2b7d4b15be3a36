import { describe, expect, it } from 'vitest';
import { findAgents, type Resolve, systemResolve } from '../../src/fleet/find-agents.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const NAME = 'fivesec-agents.monitoring.svc.cluster.local.';
const places = { agents: [{ address: '10.0.0.9', port: 8080 }], agentsName: NAME, agentsPort: 9353 };
const find = (resolve: Resolve) => findAgents(places, systemClock, resolve);
const failing = (code: string): Resolve => {
  return () => Promise.reject(Object.assign(new Error('no'), { code }));
};

describe('the agents', () => {
  it('are those of the name, A and AAAA, and those that were given, each once', async () => {
    const asked: string[] = [];
    const found = await find(async (name) => {
      asked.push(name);
      return ['10.0.0.1', 'fd00::1', '10.0.0.1'];
    });
    expect(asked).toEqual([NAME]);
    expect(found).toEqual({
      agents: [
        { address: '10.0.0.9', port: 8080 },
        { address: '10.0.0.1', port: 9353 },
        { address: 'fd00::1', port: 9353 },
      ],
      warnings: [],
    });
  });

  it('are not looked up without a name', async () => {
    const { agents } = places;
    const found = await findAgents({ agents, agentsPort: 9353 }, systemClock, failing('ENOTFOUND'));
    expect(found).toEqual({ agents, warnings: [] });
  });

  it.each([
    ['ENOTFOUND', 'it has no address (ENOTFOUND): is the headless Service of the agents installed?'],
    ['EAI_AGAIN', 'DNS did not answer (EAI_AGAIN): name agents by address with --agent'],
    ['EAI_FAIL', "it can't be resolved (EAI_FAIL)"],
  ])('that %s hides leave those that were given, and the reason', async (code, reason) => {
    expect(await find(failing(code))).toEqual({
      agents: places.agents,
      warnings: [],
      failure: `${NAME}: ${reason}`,
    });
  });

  it('are given up when DNS is silent', async () => {
    const clock = new FakeClock();
    const found = findAgents(places, clock, () => new Promise(() => {}));
    await clock.advance(12_000);
    expect((await found).failure).toBe(`${NAME}: DNS did not answer within 12 s`);
  });

  it('may be more than a DNS answer holds', async () => {
    const many = Array.from({ length: 4_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    expect((await find(async () => many)).warnings).toEqual([
      `${NAME} has 4000 addresses: a DNS answer holds no more, so agents may be missing.`,
    ]);
    expect((await find(async () => many.slice(1))).warnings).toEqual([]);
  });
});

it("systemResolve asks the system's resolver for all addresses", async () => {
  expect(await systemResolve('127.0.0.1')).toEqual(['127.0.0.1']);
  await expect(systemResolve('a..b')).rejects.toThrow('ENOTFOUND');
});
