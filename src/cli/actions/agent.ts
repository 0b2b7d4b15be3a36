/** `fivesec agent`: runs until a signal stops it. */

import { startAgent } from '../../agent/agent.ts';
import type { Config } from '../../config/schema.ts';
import { createLog } from '../../platform/log.ts';
import { youngCollector } from '../../platform/small-heap.ts';
import type { ExitCode, Process } from '../process.ts';
import { buildOf } from '../version.ts';

/** Throws a `Failure` if the port is taken, or if resolv.conf can't be read. */
export async function runAgent(config: Config, process: Process): Promise<ExitCode> {
  const agent = await startAgent(config, {
    ...process,
    log: createLog(config.logLevel),
    build: buildOf(process),
    makeRoom: youngCollector(),
  });
  await agent.ended;
  return 0;
}
