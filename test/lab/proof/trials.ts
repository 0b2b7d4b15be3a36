/** The trials: a C library, a workaround, and the strategy of fivesec that sends the same queries. */

import type { Strategy } from '../../../src/domain/strategy.ts';

/** `go` is Go's own resolver, without a C library. */
export type Library = 'glibc' | 'musl' | 'go';

export interface Trial {
  readonly library: Library;
  /** The options that the webhook injects; if empty, the pod is unchanged. */
  readonly options: readonly string[];
  /** The nameserver of the pod's resolv.conf. */
  readonly nameserver: 'vip' | 'endpoint' | 'node-local';
  /** Undefined if no strategy sends the same queries as this program. */
  readonly strategy: Strategy | undefined;
  /** `stalls`: as many stalls as losses. `shortens`: as many losses, each a shorter wait. `cures`: no loss. */
  readonly expected: 'stalls' | 'shortens' | 'cures';
}

const trial = (
  library: Library,
  options: readonly string[],
  expected: Trial['expected'],
  strategy?: Strategy,
): Trial => ({ library, options, nameserver: 'vip', strategy, expected });

export const BEFORE = trial('glibc', [], 'stalls', 'pair');
export const AFTER = trial('glibc', ['single-request-reopen'], 'cures', 'reopen');
export const MUSL_BEFORE = trial('musl', [], 'stalls', 'pair');
export const MUSL_AFTER = trial('musl', ['single-request-reopen'], 'stalls', 'pair');
const GO: readonly Trial[] = [
  trial('go', [], 'cures', 'separate'),
  trial('go', ['single-request-reopen'], 'cures', 'reopen'),
];

const elsewhere = (library: Library, nameserver: 'endpoint' | 'node-local'): Trial => ({
  ...trial(library, [], 'cures', nameserver),
  nameserver,
});

export const TRIALS: readonly Trial[] = [
  BEFORE,
  AFTER,
  trial('glibc', ['single-request'], 'cures', 'sequential'),
  trial('glibc', ['use-vc'], 'cures', 'tcp'),
  trial('glibc', ['no-aaaa'], 'cures'),
  trial('glibc', ['timeout:1'], 'shortens', 'pair'),
  elsewhere('glibc', 'node-local'),
  elsewhere('glibc', 'endpoint'),
  MUSL_BEFORE,
  MUSL_AFTER,
  trial('musl', ['single-request'], 'stalls', 'pair'),
  trial('musl', ['use-vc'], 'stalls', 'pair'),
  trial('musl', ['no-aaaa'], 'stalls', 'pair'),
  trial('musl', ['timeout:1'], 'shortens', 'pair'),
  elsewhere('musl', 'node-local'),
  elsewhere('musl', 'endpoint'),
  ...GO,
];

/** One line of resolv.conf, or its nameserver. */
export function workaround({ options, nameserver }: Trial): string {
  switch (nameserver) {
    case 'vip':
      return options.length === 0 ? 'none' : `\`options ${options.join(' ')}\``;
    case 'endpoint':
      return "a DNS pod's own address";
    case 'node-local':
      return 'the node-local cache';
  }
}
