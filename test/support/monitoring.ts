/** The door to Prometheus and Alertmanager: both real, in the network namespace of a lab's pod, with a receiver that listens. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { finish, type Running } from '../lab/ground/command.ts';
import type { Namespace } from '../lab/ground/namespace.ts';

const PROMETHEUS = '127.0.0.1:9090';
const ALERTMANAGER = '127.0.0.1:9093';
const RECEIVER_PORT = 9099;
const EVERY = '5s';

/** An alert as Alertmanager's webhook gives it (alertmanager, doc "Configuration", `webhook_config`). */
export interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface QueryResult {
  readonly expr: string;
  /** Why Prometheus refused it; empty if it did not. */
  readonly error: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

export interface MonitoringOptions {
  /** For the files of both; it must go with the lab. */
  readonly directory: string;
  /** A rules file, as text. */
  readonly rules: string;
  /** `host:port` of each agent, and the labels that the chart's monitor would give it. */
  readonly targets: readonly {
    readonly address: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
}

/** Why monitoring can't run here, or `undefined`. */
export async function monitoringMissing(): Promise<string | undefined> {
  for (const [program, debian] of [
    ['prometheus', 'prometheus'],
    ['prometheus-alertmanager', 'prometheus-alertmanager'],
  ] as const) {
    const found = await finish(['which', program]);
    if (found.code !== 0) return `install the Debian package ${debian}`;
  }
  return undefined;
}

const RECEIVER = `
  const { createServer } = require('node:http');
  createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => { console.log(JSON.stringify(JSON.parse(body))); response.end(); });
  }).listen(${RECEIVER_PORT}, '127.0.0.1');`;

/** Reads expressions from standard input, a JSON array, and writes what Prometheus answers. */
const ASKER = `
  const asked = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const ask = async (expr) => {
    const response = await fetch('http://${PROMETHEUS}/api/v1/query?query=' + encodeURIComponent(expr));
    return response.json();
  };
  (async () => { for (const expr of asked) console.log(JSON.stringify(await ask(expr))); })();`;

export class Monitoring {
  readonly #namespace: Namespace;
  readonly #receiver: Running;
  readonly #servers: readonly Running[];

  private constructor(namespace: Namespace, receiver: Running, servers: readonly Running[]) {
    this.#namespace = namespace;
    this.#receiver = receiver;
    this.#servers = servers;
  }

  /** Resolves once Prometheus has scraped every target. Whatever it started ends with the namespace's lab. */
  static async start(namespace: Namespace, options: MonitoringOptions): Promise<Monitoring> {
    const place = join(options.directory, 'monitoring');
    mkdirSync(place, { recursive: true });
    const write = (name: string, content: unknown) => {
      const file = join(place, name);
      writeFileSync(file, typeof content === 'string' ? content : stringify(content));
      return file;
    };
    write('rules.yaml', options.rules);
    const prometheus = write('prometheus.yaml', prometheusConfig(options));
    const alertmanager = write('alertmanager.yaml', ALERTMANAGER_CONFIG);
    const receiver = await namespace.spawn([process.execPath, '-e', RECEIVER]);
    const servers = [
      await namespace.spawn([
        'prometheus-alertmanager',
        `--config.file=${alertmanager}`,
        `--storage.path=${join(place, 'alertmanager')}`,
        `--web.listen-address=${ALERTMANAGER}`,
        '--cluster.listen-address=',
      ]),
      await namespace.spawn([
        'prometheus',
        `--config.file=${prometheus}`,
        `--storage.tsdb.path=${join(place, 'prometheus')}`,
        `--web.listen-address=${PROMETHEUS}`,
      ]),
    ];
    const monitoring = new Monitoring(namespace, receiver, servers);
    await monitoring.#scraped(options.targets.length);
    return monitoring;
  }

  /** Every alert that was sent so far, in order. */
  notifications(): readonly Notification[] {
    const messages = this.#receiver.stdout().trim().split('\n').filter(Boolean);
    return messages.flatMap((line) => (JSON.parse(line) as { alerts: readonly Notification[] }).alerts);
  }

  /** Asks Prometheus each expression, now. */
  async query(expressions: readonly string[]): Promise<readonly QueryResult[]> {
    const input = JSON.stringify(expressions);
    const { stdout, stderr } = await this.#namespace.exec([process.execPath, '-e', ASKER], { input });
    const answers = stdout.trim().split('\n');
    return expressions.map((expr, index) => queryResult(expr, answers[index], stderr));
  }

  async stop(): Promise<void> {
    for (const running of [...this.#servers, this.#receiver]) {
      running.signal('SIGTERM');
      await running.finished;
    }
  }

  async #scraped(targets: number): Promise<void> {
    for (let tries = 0; tries < 120; tries += 1) {
      const [up] = await this.query(['sum(up)']);
      if (up?.samples[0]?.value === targets) return;
      await sleep(systemClock, 500);
    }
    throw new Error(
      `Prometheus did not reach the agents: ${this.#servers.map((one) => one.stderr().slice(-500)).join()}`,
    );
  }
}

function queryResult(expr: string, answer: string | undefined, stderr: string): QueryResult {
  if (!answer) return { expr, error: stderr || 'no answer', samples: [] };
  const parsed = JSON.parse(answer) as {
    error?: string;
    data?: {
      resultType: string;
      result: readonly { metric: Record<string, string>; value: [number, string] }[];
    };
  };
  if (parsed.data === undefined) return { expr, error: parsed.error ?? answer, samples: [] };
  const samples = parsed.data.result.map(({ metric, value }) => ({
    labels: metric,
    value: Number(value[1]),
  }));
  return { expr, error: '', samples };
}

function prometheusConfig({ targets }: MonitoringOptions) {
  return {
    global: { scrape_interval: EVERY, scrape_timeout: '4s', evaluation_interval: EVERY },
    rule_files: ['rules.yaml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [ALERTMANAGER] }] }] },
    scrape_configs: [
      {
        job_name: 'fivesec',
        static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
      },
    ],
  };
}

const ALERTMANAGER_CONFIG = {
  route: {
    receiver: 'test',
    group_by: ['...'],
    group_wait: '1s',
    group_interval: '5s',
    repeat_interval: '4h',
  },
  receivers: [
    { name: 'test', webhook_configs: [{ url: `http://127.0.0.1:${RECEIVER_PORT}/`, send_resolved: true }] },
  ],
};
