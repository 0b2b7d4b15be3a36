/** The programs that can answer in a DNS pod, and how each is started. */

import { fileURLToPath } from 'node:url';
import { assertNever } from '../../../src/platform/assert-never.ts';
import { RUN_TYPESCRIPT } from '../../support/machine/run-typescript.ts';
import type { Argv } from '../ground/command.ts';
import type { Rule } from './behaviour.ts';
import { corefile, zoneFile } from './coredns.ts';
import { coreDnsPath } from './coredns-build.ts';
import { dnsmasqConfiguration } from './dnsmasq.ts';
import type { ScriptedPlan } from './scripted-plan.ts';
import { unboundConfiguration } from './unbound.ts';
import type { Zone } from './zone.ts';

/** DNS servers that are not part of this project. */
export const DNS_SERVERS = ['dnsmasq', 'unbound', 'coredns'] as const;

export type DnsProgram =
  | (typeof DNS_SERVERS)[number]
  /** The project's own server, which can misbehave in ways that the others can't. */
  | { readonly kind: 'scripted'; readonly rules: readonly Rule[] }
  /** Anything that binds port 53 of the given addresses. */
  | { readonly kind: 'command'; readonly argv: Argv };

export interface DnsPlan {
  /** Addresses to listen at, of both families, port 53. */
  readonly listen: readonly string[];
  readonly zone: Zone;
  /** The server that is asked for names outside the zone. Without it these names do not exist. */
  readonly forward: readonly string[];
}

/** The configuration's files, and the command line that uses them. */
interface Configured {
  readonly files: Readonly<Record<string, string>>;
  readonly argv: Argv;
}

/** `path` is where the configuration file will be. */
export function configured(program: DnsProgram, plan: DnsPlan, path: string): Configured {
  if (program === 'dnsmasq') {
    return {
      files: { [path]: dnsmasqConfiguration(plan) },
      argv: ['dnsmasq', '--keep-in-foreground', `--conf-file=${path}`],
    };
  }
  if (program === 'unbound') {
    return { files: { [path]: unboundConfiguration(plan) }, argv: ['unbound', '-d', '-c', path] };
  }
  if (program === 'coredns') {
    const zonePath = `${path}.zone`;
    return {
      files: { [path]: corefile(plan, zonePath), [zonePath]: zoneFile(plan) },
      argv: [coreDnsPath(), '-conf', path],
    };
  }
  switch (program.kind) {
    case 'scripted':
      return scripted(program.rules, plan, path);
    case 'command':
      return { files: {}, argv: program.argv };
    default:
      return assertNever(program);
  }
}

/** The file with the counters of the scripted server whose configuration is at `path`. */
export function countersPath(path: string): string {
  return `${path}.counters`;
}

function scripted(rules: readonly Rule[], { listen, zone }: DnsPlan, path: string): Configured {
  const plan: ScriptedPlan = { listen, zone, rules, counters: countersPath(path), seed: path };
  return {
    files: { [path]: JSON.stringify(plan) },
    argv: nodeArgv(new URL('scripted-server.ts', import.meta.url), path),
  };
}

/** The command line that runs the TypeScript file `program`. */
export function nodeArgv(program: URL, ...args: readonly string[]): Argv {
  return [process.execPath, ...RUN_TYPESCRIPT, fileURLToPath(program), ...args];
}
