import { describe, expect, it } from 'vitest';
import { type Action, always, byType, inOrder } from '../../../src/demo/script.ts';
import { closedServer } from '../../support/wire/closed-server.ts';
import { lookUp, type Setting } from '../../support/wire/lookups.ts';

const ANSWER: Action = { kind: 'answer' };
const glibc = (setting: Setting) => lookUp('glibc', setting);

describe('glibc, over a connection that breaks', () => {
  it('asks the same server once more after a reset, which may have been a restart', async () => {
    const once = byType({ A: inOrder([{ kind: 'reset' }, ANSWER]), AAAA: ANSWER });
    const { outcome, sent } = await glibc({ scripts: [once], options: 'use-vc' });
    expect([outcome.result, sent.map((query) => query.slice(-2))]).toEqual(['ok', ['t0', 't0', 't1', 't1']]);
    const never = await glibc({ scripts: [always({ kind: 'reset' })], options: 'use-vc attempts:5' });
    expect([never.outcome.result, never.sent.length]).toEqual(['unreachable', 4]);
  });

  it('has no answer at all when the connection ends after one of two', async () => {
    const scripts = [byType({ A: ANSWER, AAAA: { kind: 'close' } })];
    const { outcome, sent } = await glibc({ scripts, options: 'use-vc' });
    expect([outcome.result, outcome.addresses, sent.length]).toEqual(['unreachable', [], 2]);
  });

  it('tries the name as it is after a connection that ended, not after one that was refused', async () => {
    const how = { options: 'use-vc', order: { name: 'web' } };
    const conf = { search: ['test'] };
    const ended = await glibc({ ...how, scripts: [always({ kind: 'close' })], conf });
    expect(ended.outcome.candidates).toEqual(['web.test', 'web']);
    const nameservers = [await closedServer()];
    const { outcome } = await glibc({ ...how, scripts: [], conf: { ...conf, nameservers } });
    expect([outcome.result, outcome.candidates]).toEqual(['unreachable', ['web.test']]);
  });

  it('does not ask again after an orderly end', async () => {
    const { outcome, sent } = await glibc({ scripts: [always({ kind: 'close' })], options: 'use-vc' });
    expect([outcome.result, sent.map((query) => query.slice(-2))]).toEqual(['unreachable', ['t0', 't0']]);
  });
});
