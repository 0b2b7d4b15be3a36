/** Starts the webhook in a separate process, so that its memory and CPU can be measured without those of its clients. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { RUN_TYPESCRIPT } from '../machine/run-typescript.ts';
import { makePair, SecretMount } from './certificates.ts';

const started = z.object({ port: z.number() });
const usageSchema = z.object({
  rssBytes: z.number(),
  cpuSeconds: z.number(),
  reviews: z.number(),
  swaps: z.number(),
});

export class WebhookProcess {
  readonly port: number;
  readonly mount: SecretMount;
  readonly #child: ChildProcess;

  private constructor(port: number, mount: SecretMount, child: ChildProcess) {
    this.port = port;
    this.mount = mount;
    this.#child = child;
  }

  /** Its settings are given as environment variables. Its log is written and discarded: writing is part of the work. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<WebhookProcess> {
    const mount = new SecretMount(makePair('process'));
    const env = {
      ...process.env,
      FIVESEC_WEBHOOK_LISTEN: '127.0.0.1:0',
      FIVESEC_WEBHOOK_CERT_FILE: mount.certFile,
      FIVESEC_WEBHOOK_KEY_FILE: mount.keyFile,
      ...settings,
    };
    const stdio: ('ignore' | 'inherit' | 'ipc')[] = ['ignore', 'ignore', 'inherit', 'ipc'];
    const server = fileURLToPath(new URL('webhook-server.ts', import.meta.url));
    const child = fork(server, { env, stdio, execArgv: [...RUN_TYPESCRIPT] });
    const [message] = await once(child, 'message');
    return new WebhookProcess(started.parse(message).port, mount, child);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async usage(): Promise<z.infer<typeof usageSchema>> {
    this.#child.send('usage');
    const [message] = await once(this.#child, 'message');
    return usageSchema.parse(message);
  }

  async stop(): Promise<void> {
    if (this.isRunning) {
      this.#child.send('stop');
      await once(this.#child, 'exit');
    }
    this.mount.remove();
  }
}
