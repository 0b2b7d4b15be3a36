/** Asks one agent for the report of its node, over a fresh connection. Bounded in time and in size. */

import { type IncomingMessage, request } from 'node:http';
import type { NodeReport } from '../domain/node-report.ts';
import { familyOf, type Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';
import { plainText } from '../platform/plain-text.ts';
import { readReport } from './read-report.ts';

export type AgentAnswer =
  | { readonly kind: 'report'; readonly report: NodeReport }
  /** The reason why there is no report: one line, for people. */
  | { readonly kind: 'silent'; readonly reason: string };

/** A report of 64 DNS pods has about 5,000 bytes. */
const LARGEST_ANSWER_BYTES = 65_536;
const REPORT_PATH = '/api/node';
const LONGEST_REASON = 120;

const EXPLAINED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  EHOSTUNREACH: 'no route to that address (EHOSTUNREACH)',
  ENETUNREACH: 'no route to that address (ENETUNREACH)',
  ECONNRESET: 'it closed the connection (ECONNRESET)',
};

export interface AskPorts {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Never rejects: what the network does is a result. Redirects are not followed. */
export function askAgent(at: Server, { clock, timeoutMs, signal }: AskPorts): Promise<AgentAnswer> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(silent('interrupted'));
      return;
    }
    const asking = request({
      host: at.address,
      port: at.port,
      path: REPORT_PATH,
      family: familyOf(at.address),
      agent: false,
      headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'fivesec-fleet' },
    });
    const finish = (answer: AgentAnswer): void => {
      cancel();
      signal.removeEventListener('abort', interrupt);
      asking.destroy();
      resolve(answer);
    };
    const interrupt = (): void => finish(silent('interrupted'));
    const cancel = clock.after(timeoutMs, () => finish(silent(`no answer within ${seconds(timeoutMs)} s`)));
    signal.addEventListener('abort', interrupt, { once: true });
    asking.on('error', (error) => finish(silent(explain(error))));
    asking.on('response', (response) => readBody(response, finish));
    asking.end();
  });
}

/** Reads at most `LARGEST_ANSWER_BYTES`; a longer answer is cut off and counts as none. */
function readBody(response: IncomingMessage, finish: (answer: AgentAnswer) => void): void {
  if (response.statusCode !== 200) {
    finish(silent(`it answered with HTTP status ${response.statusCode}${hint(response.statusCode)}`));
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER_BYTES)
      finish(silent(`its answer is larger than ${LARGEST_ANSWER_BYTES / 1024} KiB and was cut off`));
    else chunks.push(chunk);
  });
  response.on('error', (error) => finish(silent(explain(error))));
  response.on('end', () => {
    const read = readReport(Buffer.concat(chunks).toString('utf8'));
    finish(read.kind === 'report' ? read : silent(read.reason));
  });
}

function hint(status: number | undefined): string {
  return status === 404 ? ' (is it an older fivesec, or no fivesec at all?)' : '';
}

function silent(reason: string): AgentAnswer {
  return { kind: 'silent', reason };
}

function explain(error: Error): string {
  const code = errorCode(error);
  return EXPLAINED[code] ?? plainText(`the request failed (${code})`, LONGEST_REASON);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms % 1000 === 0 ? 0 : 1);
}
