/** `fivesec agent`: runs until a signal stops it. */

import { type AgentPorts, startAgent } from '../agent/agent.ts';
import type { Config } from '../config/schema.ts';
import { createLog } from '../platform/log.ts';
import type { ExitCode, Process } from './process.ts';
import { VERSION } from './version.ts';

export async function runAgent(config: Config, process: Process): Promise<ExitCode> {
  const agent = await startAgent(config, {
    ...process,
    log: createLog(config.logLevel),
    build: buildOf(process),
  });
  await agent.ended;
  return 0;
}

/** The revision is written into the image when it is built. */
export function buildOf({ env, nodeVersion }: Process): AgentPorts['build'] {
  return { version: VERSION, revision: env['FIVESEC_REVISION'] ?? '', nodeVersion };
}
