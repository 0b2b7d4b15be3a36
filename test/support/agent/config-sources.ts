/** loadConfig on a machine that has only one file. */

import { type ConfigSources, loadConfig } from '../../../src/config/load.ts';
import { Failure } from '../../../src/platform/failure.ts';

export function load(sources: Partial<ConfigSources> & { file?: string } = {}) {
  const { file, ...given } = sources;
  const flags = { ...(file !== undefined && { config: 'agent.yaml' }), ...given.flags };
  const readFile = (path: string) => {
    if (path === 'agent.yaml' && file !== undefined) return file;
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  };
  return loadConfig({ env: {}, hostname: 'node-1', readFile, ...given, flags });
}

/** The lines after the heading. */
export function mistakes(sources: Parameters<typeof load>[0]): string[] {
  try {
    load(sources);
  } catch (error) {
    if (error instanceof Failure && error.code === 'config') return error.message.split('\n  ').slice(1);
    throw error;
  }
  return [];
}
