/** Captures the DNS traffic of one namespace with tcpdump. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../src/platform/failure.ts';
import type { Namespace } from '../ground/namespace.ts';
import { type CapturedMessage, messages } from './messages.ts';

const PATIENCE_MS = 5000;
const GLANCE_MS = 10;
/** tcpdump delivers captured packets at least this often. */
const SETTLE_MS = 200;

export interface Capture {
  /** Ends the capture and gives every packet. Throws a `Failure` if the kernel dropped packets of the capture. */
  stop(): Promise<readonly CapturedMessage[]>;
}

/** Begins to capture on `eth0` of `namespace`, into a file in `directory`. Resolves when tcpdump listens. */
export async function capture(namespace: Namespace, directory: string): Promise<Capture> {
  const file = join(directory, `${namespace.name}-${Date.now()}.pcap`);
  const options = ['-i', 'eth0', '-n', '-U', '-s', '0', '-B', '16384', '--immediate-mode'];
  const tcpdump = await namespace.spawn(['tcpdump', ...options, '-Z', 'root', '-w', file, 'port', '53']);
  for (let waited = 0; !tcpdump.stderr().includes('listening on'); waited += GLANCE_MS) {
    if (waited > PATIENCE_MS) throw new Failure('cannot-run', `tcpdump did not start: ${tcpdump.stderr()}`);
    await pause(GLANCE_MS);
  }
  return {
    async stop() {
      await pause(SETTLE_MS);
      tcpdump.signal('SIGINT');
      const { stderr } = await tcpdump.finished;
      if (!/\b0 packets dropped by kernel/.test(stderr)) {
        throw new Failure('cannot-run', `the capture is not whole: ${stderr.trim().split('\n').at(-1)}`);
      }
      return messages(readFileSync(file));
    },
  };
}
