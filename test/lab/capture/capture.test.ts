import { describe, expect, it } from 'vitest';
import { canStand } from '../can-stand.ts';
import { standUp } from '../lab.ts';
import { realLookups } from '../probe/application.ts';
import { compile } from '../probe/compile.ts';
import { topology } from '../topology.ts';
import { capture } from './capture.ts';

describe('a capture', () => {
  it.for([4, 6] as const)(
    'sees each query and each answer over IPv%i, and which socket it was',
    async (family, ctx) => {
      await canStand(ctx, topology());
      await using lab = await standUp(topology({ family }));
      const lookup = await compile('lookup', 'glibc', lab.directory);
      const running = await capture(lab.pod, lab.directory);
      await realLookups(lab.pod, lookup, ['web.default']);
      const seen = await running.stop();
      const queries = seen.filter(({ direction }) => direction === 'query');
      expect(queries.map(({ name, qtype }) => `${qtype} ${name}`)).toEqual([
        'A web.default.default.svc.cluster.local',
        'AAAA web.default.default.svc.cluster.local',
        'A web.default.svc.cluster.local',
        'AAAA web.default.svc.cluster.local',
      ]);
      expect(new Set(queries.map(({ port }) => port)).size).toBe(2);
      const ids = (direction: string) =>
        new Set(seen.filter((one) => one.direction === direction).map(({ id }) => id));
      expect(ids('answer')).toEqual(ids('query'));
      expect(seen.every(({ transport }) => transport === 'udp')).toBe(true);
    },
  );

  it('takes DNS messages out of TCP streams', async (ctx) => {
    const plan = topology({ resolvConf: ['options use-vc'] });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    const lookup = await compile('lookup', 'glibc', lab.directory);
    const running = await capture(lab.pod, lab.directory);
    await realLookups(lab.pod, lookup, ['web.default.svc.cluster.local.']);
    const seen = await running.stop();
    expect(
      seen.map(({ direction, transport, qtype }) => `${direction} ${transport} ${qtype}`).toSorted(),
    ).toEqual(['answer tcp A', 'answer tcp AAAA', 'query tcp A', 'query tcp AAAA']);
  });
});
