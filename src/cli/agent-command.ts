/** `fivesec agent`: runs until it is told to end. */

import { startAgent } from '../agent.ts';
import type { Config } from '../config/schema.ts';
import { createLog } from '../platform/log.ts';
import type { ExitCode, Process } from './process.ts';

export async function runAgent(config: Config, process: Process): Promise<ExitCode> {
  const log = createLog(config.logLevel);
  const agent = await startAgent(config, { clock: process.clock, log, signal: process.signal });
  await agent.ended;
  return 0;
}
