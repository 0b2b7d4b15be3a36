/** dnsperf as a peer: one A query at a time from one socket. It measures in one program, without HTTP and without metrics. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUESTION } from './blackbox.ts';
import type { Answers, Peer, RunningPeer } from './sample.ts';

/** A line of `-v`: `> NOERROR web.test A 0.000321`. */
const ANSWERED = /^> \S+ \S+ A (\d+\.\d+)$/gm;
const TIMED_OUT = /^> T /gm;

export const DNSPERF: Peer = {
  name: 'dnsperf',
  probe: 'one query (A)',
  async start(lab): Promise<RunningPeer> {
    const questions = join(lab.directory, 'questions.txt');
    writeFileSync(questions, `${QUESTION} A\n`);
    return {
      pid: undefined,
      async ask(perSecond, seconds): Promise<Answers> {
        const options = ['-s', lab.vip, '-d', questions, '-v', '-c', '1', '-T', '1', '-q', '1'];
        return readOutput(
          await lab.pod.run(['dnsperf', ...options, '-Q', String(perSecond), '-l', String(seconds)]),
        );
      },
      async stop() {},
    };
  },
};

function readOutput(printed: string): Answers {
  const tookMs = [...printed.matchAll(ANSWERED)].map(([, seconds]) => Number(seconds) * 1000);
  return {
    stated: tookMs.map((took, turn) => ({ turn, tookMs: took, qtype: 'A' })),
    probes: tookMs.length,
    unanswered: [...printed.matchAll(TIMED_OUT)].length,
    cpuMs: Number.NaN,
  };
}
