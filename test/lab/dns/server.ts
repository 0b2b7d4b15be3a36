/** A DNS server process in one namespace: started, replaced, stopped. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/platform/clock.ts';
import { Failure } from '../../../src/platform/failure.ts';
import type { Running } from '../ground/command.ts';
import type { Namespace } from '../ground/namespace.ts';
import { configured, countersPath, type DnsPlan, type DnsProgram } from './program.ts';
import { type Counted, FLUSH_MS } from './scripted-plan.ts';

/** Long enough for a cold start on a busy machine. */
const PATIENCE_MS = 15_000;
const GLANCE_MS = 10;

export class DnsServer {
  readonly namespace: Namespace;
  readonly plan: DnsPlan;
  readonly #configuration: string;
  #running: Running | undefined;
  #program: DnsProgram | undefined;

  /** `directory` is where configuration files go. */
  constructor(namespace: Namespace, plan: DnsPlan, directory: string) {
    this.namespace = namespace;
    this.plan = plan;
    this.#configuration = join(directory, `${namespace.name}-dns.conf`);
  }

  get program(): DnsProgram | undefined {
    return this.#program;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Replaces the running program by `program`; resolves when it listens. */
  async serve(program: DnsProgram): Promise<void> {
    await this.stop();
    const path = this.#configuration;
    const { files, argv } = configured(program, this.plan, path);
    rmSync(countersPath(path), { force: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
    const running = await this.namespace.spawn(argv);
    this.#running = running;
    this.#program = program;
    await this.#listening(running);
  }

  /** Ends the process; resolves when its sockets are closed. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.signal('SIGKILL');
    await running.finished;
  }

  /** The counts of the scripted server since its start; nothing if another program runs. */
  async counters(): Promise<Readonly<Record<string, number>>> {
    if (typeof this.#program !== 'object' || this.#program.kind !== 'scripted') return {};
    const path = countersPath(this.#configuration);
    const askedMs = systemClock.wall();
    for (let waited = 0; waited < PATIENCE_MS; waited += FLUSH_MS) {
      const { at, counters } = JSON.parse(readFileSync(path, 'utf8')) as Counted;
      if (at > askedMs || this.#running === undefined) return counters;
      await pause(FLUSH_MS);
    }
    throw new Failure('cannot-run', `the scripted server in ${this.namespace.name} counts no more`);
  }

  async #listening(running: Running): Promise<void> {
    const sockets = this.plan.listen.length;
    const isServer = typeof this.#program === 'string' || this.#program?.kind === 'scripted';
    const protocols = isServer ? (['udp', 'tcp'] as const) : (['udp'] as const);
    for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
      if (!existsSync(`/proc/${running.pid}`)) break;
      if (protocols.every((protocol) => boundToPort53(running.pid, protocol) >= sockets)) return;
      await pause(GLANCE_MS);
    }
    running.signal('SIGKILL');
    const { stderr } = await running.finished;
    throw new Failure(
      'cannot-run',
      `the DNS server in ${this.namespace.name} did not start: ${stderr.trim()}`,
    );
  }
}

/** Unconnected sockets at port 53 in the namespace of process `pid` (proc(5), net/udp and net/tcp). */
function boundToPort53(pid: number, protocol: 'udp' | 'tcp'): number {
  return [protocol, `${protocol}6`]
    .map((file) => readFileSync(`/proc/${pid}/net/${file}`, 'utf8'))
    .flatMap((table) => table.split('\n'))
    .filter((line) => /^\s*\d+: [0-9A-F]+:0035 [0-9A-F]+:0000 /.test(line)).length;
}
