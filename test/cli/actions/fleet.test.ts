import { describe, expect, it } from 'vitest';
import { fleet } from '../../../src/cli/actions/fleet.ts';
import type { NodeReport } from '../../../src/domain/node-report.ts';
import { load } from '../../support/agent/config-sources.ts';
import { nodes, RACE } from '../../support/fleet/node-reports.ts';
import { aProcess } from '../in-process.ts';

interface Given {
  readonly reports?: readonly NodeReport[];
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly json?: boolean;
  readonly resolve?: () => Promise<readonly string[]>;
  readonly signal?: AbortSignal;
}

async function asked({ reports = [], flags, json = false, resolve, signal }: Given) {
  let out = '';
  let next = 0;
  const code = await fleet(
    load({ flags: flags ?? { agentsName: 'agents.test.' } }),
    { json },
    {
      ...aProcess({
        ...(signal && { signal }),
        out: (text) => {
          out += text;
        },
      }),
      resolve: resolve ?? (async () => reports.map((_, index) => `10.0.0.${index}`)),
      ask: async () => {
        const report = reports[next++];
        return report ? { kind: 'report', report } : { kind: 'silent', reason: 'no answer within 3 s' };
      },
    },
  );
  return { code, out };
}

describe('fivesec fleet', () => {
  it('exits with 0 where no node has a fault, with 1 where one has', async () => {
    expect(await asked({ reports: nodes(2) })).toMatchObject({ code: 0 });
    const { code, out } = await asked({ reports: nodes(2, (index) => (index === 0 ? RACE : {})) });
    expect([code, out.split('\n')[0]]).toEqual([
      1,
      expect.stringMatching(/^Only node node-0 of 2 has a fault/),
    ]);
  });

  it('exits with 2 where no agent answered, or none has measured', async () => {
    const silent = await asked({ flags: { agent: ['10.0.0.1'] } });
    expect(silent.code).toBe(2);
    expect(silent.out).toContain('10.0.0.1:9353: no answer within 3 s');
    expect(await asked({ reports: nodes(2, () => ({ ready: false })) })).toMatchObject({ code: 2 });
  });

  it('prints one JSON object', async () => {
    const { out } = await asked({ reports: nodes(2), json: true });
    expect(JSON.parse(out)).toMatchObject({ schema: 1, conclusion: { kind: 'healthy' }, nodes: nodes(2) });
  });

  it('prints what it has when it is interrupted', async () => {
    const { code, out } = await asked({ reports: nodes(1), signal: AbortSignal.abort() });
    expect([code, out]).toEqual([130, expect.stringContaining('not asked: interrupted')]);
  });

  it('says how to name the agents', async () => {
    await expect(asked({ flags: {} })).rejects.toThrow('state where the agents are: --agents-name NAME');
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    await expect(asked({ resolve })).rejects.toThrow(
      'No agent was found: agents.test.: it has no address (ENOTFOUND)',
    );
  });
});
