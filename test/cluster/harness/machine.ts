/** One machine of a cluster: PID, mount, network, UTS and IPC namespaces of its own, as kind makes a node from a container. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../src/platform/failure.ts';
import {
  type Argv,
  type CommandOptions,
  type Finished,
  finish,
  type Running,
  run,
  start,
} from '../../lab/ground/command.ts';
import type { Ledger } from '../../lab/ground/ledger.ts';
import { Namespace } from '../../lab/ground/namespace.ts';
import { markedEnvironment } from '../../lab/ground/processes.ts';
import { podProgram } from './programs.ts';

const SCRIPT = fileURLToPath(new URL('machine.sh', import.meta.url));
const LOGGED = 'log=$1; shift; exec "$@" >"$log" 2>&1';
const PATIENCE_MS = 10_000;
const GLANCE_MS = 20;

export class Machine {
  readonly name: string;
  /** Its network namespace, as a host on the path uses it. */
  readonly network: Namespace;
  /** Its own files; /var/lib and /var/log of the machine are below it. */
  readonly place: string;
  readonly #init: number;
  readonly #mark: Readonly<Record<string, string>>;

  private constructor(name: string, network: Namespace, place: string, init: number, ledger: Ledger) {
    this.name = name;
    this.network = network;
    this.place = place;
    this.#init = init;
    this.#mark = markedEnvironment(ledger.id);
  }

  /** Boots a machine `name` (small letters and digits) with its files below `directory`. The lab's teardown removes it. */
  static async boot(ledger: Ledger, name: string, directory: string): Promise<Machine> {
    const network = await Namespace.make(ledger, name);
    const place = join(directory, name);
    mkdirSync(place);
    const namespaces = ['--pid', '--fork', '--kill-child', '--mount', '--mount-proc', '--uts', '--ipc'];
    const init: Argv = ['unshare', ...namespaces, 'sh', SCRIPT, place, name, podProgram('pause')];
    // Not with `ip netns exec`, which hides the cgroups.
    const entering: Argv = ['nsenter', `--net=/run/netns/${network.name}`, ...init];
    const running = await start(entering, { env: markedEnvironment(ledger.id) });
    return new Machine(name, network, place, await childOf(running), ledger);
  }

  /** Runs `argv` on the machine to its end. */
  exec(argv: Argv, options: CommandOptions = {}): Promise<Finished> {
    return finish(this.#inside(argv), this.#marked(options));
  }

  /** As `exec`, and gives its standard output; a non-zero exit code is a `Failure`. */
  run(argv: Argv, options: CommandOptions = {}): Promise<string> {
    return run(this.#inside(argv), this.#marked(options));
  }

  /** Starts a service whose output goes to `/var/log/NAME.log`. It ends with the machine. */
  async serve(name: string, argv: Argv, options: CommandOptions = {}): Promise<Running> {
    const log = join(this.place, 'log', `${name}.log`);
    return start(this.#inside(['sh', '-c', LOGGED, 'sh', log, ...argv]), this.#marked(options));
  }

  /** The end of a service's log. */
  logOf(name: string): string {
    return readFileSync(join(this.place, 'log', `${name}.log`), 'utf8').slice(-2000);
  }

  #inside(argv: Argv): Argv {
    return [
      'nsenter',
      '--target',
      String(this.#init),
      '--mount',
      '--uts',
      '--ipc',
      '--net',
      '--pid',
      '--',
      ...argv,
    ];
  }

  #marked(options: CommandOptions): CommandOptions {
    return { ...options, env: { ...options.env, ...this.#mark } };
  }
}

/** The first process of the new PID namespace, once it runs the machine's script. */
async function childOf(running: Running): Promise<number> {
  const { pid } = running;
  for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
    const [child] = readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
    if (child !== undefined && readIfThere(`/proc/${child}/comm`).startsWith('pause')) return Number(child);
    await pause(GLANCE_MS);
  }
  throw new Failure('cannot-run', `a machine did not boot: ${running.stderr()}`);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
