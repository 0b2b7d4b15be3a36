/** One network namespace of a lab: a pod, a DNS pod, the node, or the server that outside names come from. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
} from './command.ts';
import { namespaceName } from './entry.ts';
import type { Ledger } from './ledger.ts';
import { markedEnvironment } from './processes.ts';

/** The directory of files that `ip netns exec` mounts over /etc (ip-netns(8)). */
export const OVERLAYS = '/etc/netns';

const CONFINED = fileURLToPath(new URL('confined.sh', import.meta.url));

export class Namespace {
  readonly name: string;
  readonly #labId: string;
  #cgroup: string | undefined;

  private constructor(name: string, labId: string) {
    this.name = name;
    this.#labId = labId;
  }

  /** Makes the namespace `fivesec-<id>-<role>`. Throws a `Failure` if there is one already, and leaves it as it is. */
  static async make(ledger: Ledger, role: string): Promise<Namespace> {
    const name = namespaceName(ledger.id, role);
    if (existsSync(`/run/netns/${name}`)) {
      throw new Failure(
        'cannot-run',
        `a network namespace ${name} is there already and not this lab's: remove it (ip netns del ${name}) or choose another id`,
      );
    }
    ledger.record({ kind: 'namespace', name });
    await run(['ip', 'netns', 'add', name]);
    if (!existsSync(OVERLAYS)) ledger.record({ kind: 'overlays' });
    ledger.record({ kind: 'overlay', name });
    return new Namespace(name, ledger.id);
  }

  /** Runs `argv` inside to its end, with any exit code. */
  exec(argv: Argv, options: CommandOptions = {}): Promise<Finished> {
    return finish(this.#inside(argv), this.#marked(options));
  }

  /** Runs `argv` inside and gives its standard output; a non-zero exit code is a `Failure`. */
  run(argv: Argv, options: CommandOptions = {}): Promise<string> {
    return run(this.#inside(argv), this.#marked(options));
  }

  /** Starts `argv` inside; the lab's teardown ends it, if nothing does so earlier. `pid` is the program's own. */
  spawn(argv: Argv, options: CommandOptions = {}): Promise<Running> {
    return start(this.#inside(argv), this.#marked(options));
  }

  /** Runs commands of nft, as one transaction. */
  async nft(rules: string): Promise<void> {
    await this.run(['nft', '-f', '-'], { input: rules });
  }

  /** Runs `ip` commands inside, one a line; all families. */
  async ip(commands: readonly string[]): Promise<void> {
    await run(['ip', '-n', this.name, '-batch', '-'], { input: `${commands.join('\n')}\n` });
  }

  /** Sets sysctls of the namespace: `{ 'net.ipv4.ip_forward': 1 }`. */
  async sysctl(values: Readonly<Record<string, number | string>>): Promise<void> {
    const lines = Object.entries(values).map(
      ([key, value]) => `echo '${value}' > /proc/sys/${key.replaceAll('.', '/')}`,
    );
    await this.run(['sh', '-e'], { input: lines.join('\n') });
  }

  /** The resolv.conf that programs inside see from now on; those that run already see it too. */
  resolvConf(text: string): void {
    const overlay = join(OVERLAYS, this.name);
    mkdirSync(overlay, { recursive: true });
    writeFileSync(join(overlay, 'resolv.conf'), text);
  }

  /** Programs that are started from now on belong to the CPU cgroup at `path`; undefined ends that. */
  confine(path: string | undefined): void {
    this.#cgroup = path;
  }

  #inside(argv: Argv): Argv {
    const inside: Argv = ['ip', 'netns', 'exec', this.name];
    if (this.#cgroup === undefined) return [...inside, ...argv];
    return ['sh', CONFINED, this.#cgroup, this.name, ...argv];
  }

  #marked(options: CommandOptions): CommandOptions {
    return { ...options, env: { ...options.env, ...markedEnvironment(this.#labId) } };
  }
}
