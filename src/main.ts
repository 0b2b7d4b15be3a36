#!/usr/bin/env node
/** Runs the sub-command of argv and exits with its code. The only file that reads process.*. */

import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, hostname, uptime } from 'node:os';
import { relative } from 'node:path';
import { READER_GONE } from './cli/process.ts';
import { withArrivals } from './platform/arrival.ts';
import { systemClock } from './platform/clock.ts';
import { processUsage } from './platform/process-usage.ts';

/** The commands that run until a signal ends them. */
const SERVICES = ['agent', 'webhook'];

const ending = new AbortController();
// Every exchange under way adds a listener: dozens are no leak.
setMaxListeners(0, ending.signal);
let isLoaded = false;
const end = () => {
  // A second signal ends the process at once.
  if (ending.signal.aborted) process.exit(130);
  // Nothing has begun that would have to end first.
  if (!isLoaded) process.exit(SERVICES.includes(process.argv[2] ?? '') ? 0 : 130);
  ending.abort();
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
// Where the reader of a pipe has ended (`fivesec check | head`), a write fails with EPIPE. The run ends, without a stack trace.
process.stdout.on('error', () => {
  if (ending.signal.aborted) return;
  ending.abort(READER_GONE);
});
// Without a listener, a progress bar on a closed standard error would end in a stack trace, too.
process.stderr.on('error', () => {});

// Only now: until a handler is set, SIGTERM ends the process without 0, or is ignored where the process is the first of a container
// (pid_namespaces(7)). Loading the commands takes ten times as long as all before it.
const { run } = await import('./cli/program.ts');
isLoaded = true;

const [, file = ''] = process.argv;

const exitCode = await run(process.argv.slice(2), {
  // The image, which sets FIVESEC_REVISION, and npm have `fivesec` on the PATH. A clone does not.
  called:
    file.endsWith('.js') && process.env['FIVESEC_REVISION'] === undefined
      ? `node ${relative(process.cwd(), file)}`
      : 'fivesec',
  clock: withArrivals(systemClock),
  env: process.env,
  hostname: hostname(),
  nodeVersion: process.version,
  usage: processUsage(process, systemClock),
  nodeAgeMs: () => uptime() * 1000,
  cpus: cpus().length,
  signal: ending.signal,
  readFile: (path) => readFileSync(path, 'utf8'),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  // An empty NO_COLOR counts as not set (no-color.org).
  colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  interactive: process.stderr.isTTY === true,
});
// A lookup of the C library can't be cancelled. It would hold the process for seconds after its reader has gone.
if (ending.signal.reason === READER_GONE) process.exit(exitCode);
process.exitCode = exitCode;
