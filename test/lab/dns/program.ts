/** The programs that can answer in a DNS pod, and how each is started. */

import { unreachable } from '../../../src/platform/unreachable.ts';
import type { Argv } from '../ground/command.ts';
import { dnsmasqConfiguration } from './dnsmasq.ts';
import { unboundConfiguration } from './unbound.ts';
import type { Zone } from './zone.ts';

export type DnsProgram = 'dnsmasq' | 'unbound';

export interface DnsPlan {
  /** Addresses to listen at, of both families, port 53. */
  readonly listen: readonly string[];
  readonly zone: Zone;
  /** Where names that the zone does not cover are asked for; without it there are no such names. */
  readonly forward: string | undefined;
}

/** The configuration file's text for `plan`, and the command line that uses it. */
export function configured(program: DnsProgram, plan: DnsPlan, path: string): { text: string; argv: Argv } {
  switch (program) {
    case 'dnsmasq':
      return {
        text: dnsmasqConfiguration(plan),
        argv: ['dnsmasq', '--keep-in-foreground', `--conf-file=${path}`],
      };
    case 'unbound':
      return { text: unboundConfiguration(plan), argv: ['unbound', '-d', '-c', path] };
    default:
      return unreachable(program);
  }
}
