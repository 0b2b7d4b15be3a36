/** A cluster's DNS on loopback: a VIP, three DNS pods and a node-local cache, with one chosen fault. */

import type { Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode, Failure } from '../platform/failure.ts';
import type { Random } from '../platform/random.ts';
import { type DnsServer, startDnsServer } from './dns-server.ts';
import { FAULTS, type Fault, faultScripts } from './faults.ts';
import type { Script } from './script.ts';

export interface DemoClusterOptions {
  readonly fault: Fault;
  /** The share that the fault affects, 0 to 1. By default the fault's own. */
  readonly rate?: number;
  readonly clock: Clock;
  readonly random: Random;
}

export interface DemoCluster {
  readonly fault: Fault;
  readonly rate: number;
  readonly vip: Server;
  readonly endpoints: readonly Server[];
  readonly nodeLocal: Server;
  close(): Promise<void>;
}

const VIP_ADDRESS = '127.0.53.10';
const ENDPOINT_ADDRESSES = ['127.0.53.21', '127.0.53.22', '127.0.53.23'];
const NODE_LOCAL_ADDRESS = '127.0.53.53';
/** The number of received queries to keep. The demo does not read them, and may run for days. */
const REMEMBER = 100;

/**
 * Starts the servers, each on a free port. Rejects with a `config` Failure for a rate that is no share, and with a
 * `listen` Failure if no port is available.
 */
export async function startDemoCluster(options: DemoClusterOptions): Promise<DemoCluster> {
  const { fault, clock, random, rate = FAULTS[fault].rate } = options;
  if (!(rate >= 0 && rate <= 1)) throw new Failure('config', `--rate ${rate}: not a share between 0 and 1`);
  const scripts = faultScripts(fault, rate, random, ENDPOINT_ADDRESSES.length);
  const started: DnsServer[] = [];
  const start = async (address: string, script: Script): Promise<Server> => {
    const server = await startOnLoopback(address, script, clock);
    started.push(server);
    return server.server;
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.splice(0).map((server) => server.close()));
  };
  try {
    const vip = await start(VIP_ADDRESS, scripts.vip);
    const endpoints: Server[] = [];
    for (const [index, script] of scripts.endpoints.entries()) {
      endpoints.push(await start(ENDPOINT_ADDRESSES[index] ?? VIP_ADDRESS, script));
    }
    const nodeLocal = await start(NODE_LOCAL_ADDRESS, scripts.nodeLocal);
    return { fault, rate, vip, endpoints, nodeLocal, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Some systems lack most of 127.0.0.0/8 (macOS has only 127.0.0.1). There, ports distinguish the servers. */
async function startOnLoopback(address: string, script: Script, clock: Clock): Promise<DnsServer> {
  try {
    return await startDnsServer({ address, script, clock, remember: REMEMBER });
  } catch (error) {
    const missing = error instanceof Failure && errorCode(error.cause) === 'EADDRNOTAVAIL';
    if (!missing) throw error;
    return await startDnsServer({ script, clock, remember: REMEMBER });
  }
}
