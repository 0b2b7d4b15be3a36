/** `fivesec agent`: runs until it is told to end. */

import { startAgent } from '../agent.ts';
import type { Config } from '../config/schema.ts';
import { createLog } from '../platform/log.ts';
import type { ExitCode, Process } from './process.ts';
import { VERSION } from './version.ts';

export async function runAgent(config: Config, process: Process): Promise<ExitCode> {
  const log = createLog(config.logLevel);
  const build = {
    version: VERSION,
    revision: process.env['FIVESEC_REVISION'] ?? '',
    nodeVersion: process.nodeVersion,
  };
  const agent = await startAgent(config, { ...process, log, build });
  await agent.ended;
  return 0;
}
