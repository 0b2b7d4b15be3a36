/**
 * A web server whose name takes five seconds to look up: the first nameserver of resolv.conf is silent, the second one answers. Both
 * listen on loopback, and only the commands that are run here see that resolv.conf (a mount namespace, so it needs root).
 */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDnsServer } from '../../src/demo/dns-server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { EXECUTABLE } from '../support/machine/executable.ts';
import { certificate } from '../trace/certificate.ts';
import { portOf } from '../trace/local-web.ts';

const SILENT = '127.0.54.1';
const ANSWERS = '127.0.55.1';
/** How long the server waits before the head of its answer, and between the head and the end. */
const HEAD_AFTER_MS = 300;
const BODY_TAKES_MS = 200;

/** The duration of each step of a request alone, milliseconds. */
export type Steps = Readonly<Record<'lookup' | 'connect' | 'tls' | 'answer' | 'body', number>>;

export interface SlowName {
  readonly byCurl: () => Promise<Steps>;
  /** `fivesec trace` of the build. */
  readonly byTrace: () => Promise<Steps>;
  readonly close: () => Promise<void>;
}

/** Throws an error without openssl, or if port 53 of one of the two addresses is in use. */
export async function slowName(): Promise<SlowName> {
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-slow-name-'));
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, `nameserver ${SILENT}\nnameserver ${ANSWERS}\n`);
  const dns = (address: string, action: Parameters<typeof startDnsServer>[0]['script']) =>
    startDnsServer({ address, port: 53, clock: systemClock, script: action });
  const servers = [
    await dns(SILENT, () => ({ kind: 'drop' })),
    await dns(ANSWERS, () => ({ kind: 'answer', addresses: ['127.0.0.1'] })),
  ];
  const pair = certificate();
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, pair?.cert ?? '');
  const web = createServer(pair ?? {}, (_request, response) => {
    systemClock.after(HEAD_AFTER_MS, () => response.write('head'));
    systemClock.after(HEAD_AFTER_MS + BODY_TAKES_MS, () => response.end('tail'));
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const url = `https://web.test:${portOf(web)}/`;
  const inside = async (command: readonly string[]) => {
    const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
    const { stdout } = await promisify(execFile)('unshare', [
      '-m',
      'sh',
      '-c',
      script,
      resolvConf,
      ...command,
    ]);
    return stdout;
  };
  return {
    byCurl: async () => curlSteps(await inside(['curl', ...CURL_FLAGS, '--cacert', authority, url])),
    byTrace: async () =>
      traceSteps(
        await inside([process.execPath, EXECUTABLE, 'trace', '--count', '1', '--json', '--insecure', url]),
      ),
    async close() {
      web.closeAllConnections();
      web.close();
      for (const server of servers) await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const TIMES = ['namelookup', 'connect', 'appconnect', 'pretransfer', 'starttransfer', 'total'] as const;
const WRITE_OUT = TIMES.map((name) => `%{time_${name}}`).join(' ');

/** One authority only: reading all authorities of the system would count as time for TLS. */
const CURL_FLAGS = ['-sk', '-o', '/dev/null', '-w', WRITE_OUT];

function curlSteps(output: string): Steps {
  return stepsOf(output.split(' ').map((seconds) => Number(seconds) * 1000));
}

function traceSteps(output: string): Steps {
  const line = JSON.parse(output);
  if (line.kind !== 'done') throw new Error(output);
  const keys = ['lookupMs', 'connectMs', 'appconnectMs', 'pretransferMs', 'starttransferMs', 'totalMs'];
  return stepsOf(keys.map((key) => Number(line[key])));
}

/** `times`: milliseconds since the start of the request, in the order of `TIMES`. */
function stepsOf(times: readonly number[]): Steps {
  const [
    lookup = Number.NaN,
    connect = Number.NaN,
    appconnect = Number.NaN,
    pretransfer = Number.NaN,
    start = Number.NaN,
    total = Number.NaN,
  ] = times;
  return {
    lookup,
    connect: connect - lookup,
    tls: appconnect - connect,
    answer: start - pretransfer,
    body: total - start,
  };
}
