import { describe, expect, it } from 'vitest';
import { canStand } from '../can-stand.ts';
import { standUp } from '../lab.ts';
import { realLookups } from '../probe/application.ts';
import { compile } from '../probe/compile.ts';
import { topology } from '../topology.ts';
import { packetLoss } from './packet-loss.ts';

describe('packet loss', () => {
  it('makes lookups wait, and counts what was lost; once it is over, nothing waits', async (ctx) => {
    const plan = topology({ resolvConf: ['search default.svc.cluster.local', 'options ndots:5 timeout:1'] });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    const lookup = await compile('lookup', 'glibc', lab.directory);
    const lookups = () => realLookups(lab.pod, lookup, ['-n', '5', '-j', '20', '-r', 'kubernetes.default']);

    const loss = await lab.inject(packetLoss({ percent: 20, direction: 'queries' }));
    const waited = (await lookups()).filter(({ durationMs }) => durationMs > 900);
    const truth = await loss.truth();
    expect(waited.length).toBeGreaterThan(10);
    expect(truth['queries']).toBeGreaterThanOrEqual(waited.length);
    expect(truth).toMatchObject({ answers: 0, segments: 0 });

    await loss.stop();
    expect((await lookups()).filter(({ durationMs }) => durationMs > 900)).toEqual([]);
  });
});
