/** What a process costs. The process is passed in, because only main.ts reads it. */

import { readdirSync } from 'node:fs';
import type { Clock } from './clock.ts';

interface Process {
  cpuUsage(): { readonly user: number; readonly system: number };
  memoryUsage: { rss(): number };
  /** Seconds. */
  uptime(): number;
}

/** Reads the usage at each call. Open file descriptors are read only if /proc exists. */
export function processUsage(process: Process, clock: Pick<Clock, 'wall'>) {
  const startedAt = clock.wall() - process.uptime() * 1000;
  return () => {
    const { user, system } = process.cpuUsage();
    const openFds = countOpenFds();
    return {
      cpuMs: (user + system) / 1000,
      residentBytes: process.memoryUsage.rss(),
      startedAt,
      ...(openFds !== undefined && { openFds }),
    };
  };
}

function countOpenFds(): number | undefined {
  try {
    // Reading the directory opens one descriptor itself: it is not counted.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}
