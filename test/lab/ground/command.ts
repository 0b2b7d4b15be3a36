/** Runs other programs; the lab's only door to node:child_process. */

import { type ChildProcess, spawn } from 'node:child_process';
import { Failure } from '../../../src/platform/failure.ts';

export type Argv = readonly [string, ...string[]];

export interface CommandOptions {
  /** Written to the program's standard input, which is then closed. */
  readonly input?: string;
  /** Added to this process's own environment, of which FIVESEC_ variables are left out. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its output goes to this process's own as well. */
  readonly shown?: boolean;
  /**
   * Does Ctrl-C at the terminal reach it too? By default it does not: the processes of a lab end when the lab ends them, and
   * not in the middle of being made or taken down.
   */
  readonly interruptible?: boolean;
}

export interface Finished {
  /** The exit code. It is -1 for a program that a signal ended: 128 plus the signal's number could also be an exit code. */
  readonly code: number;
  /** The signal that ended it, if any. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs in the background. */
export interface Running {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** What it has written to standard output so far. */
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
}

/** Starts `argv`. Throws a `Failure` if there is no such program. */
export async function start(argv: Argv, options: CommandOptions = {}): Promise<Running> {
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group of its own.
    detached: !options.interruptible,
    env: { ...inherited(), ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  // A program may end before it has read its input. Its exit code reports that, so EPIPE is ignored.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  if (options.shown) {
    child.stdout.pipe(process.stdout, { end: false });
    child.stderr.pipe(process.stderr, { end: false });
  }
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code: code ?? -1, signal, stdout: stdout(), stderr: stderr() }),
    );
  });
  const pid = await startedPid(child, program);
  return { pid, finished, stdout, stderr, signal: (name) => void child.kill(name) };
}

/**
 * Runs `argv` to its end, with any exit code. Ctrl-C can hit a child between fork(2) and setsid(2), while
 * it still belongs to the terminal's group. It has done nothing yet then, so it is run again.
 */
export async function finish(argv: Argv, options: CommandOptions = {}): Promise<Finished> {
  const finished = await (await start(argv, options)).finished;
  return finished.signal === 'SIGINT' && !options.interruptible ? finish(argv, options) : finished;
}

/** Runs `argv` and gives its standard output; a non-zero exit code is a `Failure` in one line. */
export async function run(argv: Argv, options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await finish(argv, options);
  if (code === 0) return stdout;
  const said = stderr.trim().split('\n')[0] ?? '';
  throw new Failure('cannot-run', `${argv.join(' ')} failed with exit code ${code}: ${said}`);
}

/** fivesec reads its configuration from FIVESEC_ variables. The test suite's own switches have the same prefix, so they are removed. */
/** This process's environment without FIVESEC_ variables: the agent refuses those that are no options, such as FIVESEC_SIGTERMS. */
export function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FIVESEC_')));
}

function startedPid(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Failure('cannot-run', `can't run ${program}: ${cause.message}`, { cause })),
    );
    child.once('spawn', () => resolve(child.pid ?? -1));
  });
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
