/** fivesec as a peer: the built agent. Its journal has the duration of every query. */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Lab } from '../../test/lab/lab.ts';
import { agentArgv, cpuMs, imageEnvironment, startAgent } from '../support/agent-in-pod.ts';
import type { Answers, Peer, RunningPeer } from './sample.ts';

const ADDRESS = '127.0.0.1:9353';
const FETCH = `fetch('http://${ADDRESS}/api/recent').then((r) => r.text()).then((t) => process.stdout.write(t))`;
/** The time until the agent runs and its code is warm; longer if it has little CPU. */
const WARM_UP_MS = 6_000;
/** Longer than a pair waits for late answers. */
const ENDS_MS = 3_000;

const Query = z.object({
  kind: z.string(),
  qtype: z.string(),
  localPort: z.number(),
  sentAtMs: z.number(),
  rttMs: z.number().optional(),
});
const Entry = z.object({
  kind: z.string(),
  outcome: z.object({ startedAt: z.number(), a: Query.optional(), aaaa: Query.optional() }),
});
const Journal = z.object({ notable: z.array(Entry), others: z.array(Entry) });

export const FIVESEC: Peer = {
  name: 'fivesec',
  probe: 'a pair (A and AAAA)',
  service: { metrics: `http://${ADDRESS}/metrics`, argv: (lab) => agentArgv(lab), env: imageEnvironment() },
  async start(lab, perSecond): Promise<RunningPeer> {
    // Only pairs, at the given rate; the journal keeps all of them.
    const flags = [
      ...['--strategy', 'pair', '--pairs-interval', `${Math.round(1000 / perSecond)}ms`],
      ...['--lookups-interval', '1h', '--max-qps', '100000', '--journal-size', '10000'],
    ];
    const running = await startAgent(lab, flags);
    await pause(WARM_UP_MS);
    return {
      pid: running.pid,
      ask: (_rate, seconds) => watch(lab, running.pid, seconds),
      async stop() {
        running.signal('SIGTERM');
        await running.finished;
      },
    };
  },
};

/** The agent sends queries all the time. This selects those of the last `seconds`. */
async function watch({ pod }: Lab, pid: number, seconds: number): Promise<Answers> {
  const fromMs = Date.now();
  const usedMs = cpuMs(pid);
  await pause(seconds * 1000);
  const untilMs = Date.now();
  const spentMs = cpuMs(pid) - usedMs;
  await pause(ENDS_MS);
  const { notable, others } = Journal.parse(JSON.parse(await pod.run([process.execPath, '-e', FETCH])));
  const pairs = [...notable, ...others]
    .map(({ kind, outcome }) => ({ kind, ...outcome }))
    .filter(({ kind, startedAt }) => kind === 'pair' && startedAt >= fromMs && startedAt < untilMs);
  const queries = pairs.flatMap(({ startedAt, a, aaaa }) =>
    [a, aaaa].flatMap((query) => (query ? [{ ...query, atMs: startedAt + query.sentAtMs }] : [])),
  );
  const stated = queries.flatMap(({ atMs, qtype, localPort, rttMs }) =>
    rttMs === undefined ? [] : [{ atMs, qtype, port: localPort, tookMs: rttMs }],
  );
  const unanswered = queries.filter(({ kind }) => kind === 'timed-out').length;
  return { stated, probes: pairs.length, unanswered, cpuMs: spentMs };
}
