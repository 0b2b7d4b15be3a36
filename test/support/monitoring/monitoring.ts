/** The door to Prometheus and Alertmanager: both real, in the network namespace of a lab's pod, with a receiver that listens. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { Running } from '../../lab/ground/command.ts';
import type { Namespace } from '../../lab/ground/namespace.ts';
import { programsMissing } from '../machine/programs.ts';
import { type PastCounter, writeLastWeek } from './last-week.ts';
import { type PrometheusClient, prometheusAt, type QueryResult } from './promql.ts';

const FIRST_PORT = 9090;
const ALERTMANAGER = '127.0.0.1:9093';
const RECEIVER_PORT = 9099;
const INTERVAL = '5s';

/** An alert as Alertmanager's webhook gives it (alertmanager, doc "Configuration", `webhook_config`). */
export interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** kube-state-metrics reports on other pods: its labels `namespace` and `pod` must not be overwritten (`honorLabels` in its own monitor). */
const JOBS = { fivesec: { honor_labels: false }, 'kube-state-metrics': { honor_labels: true } };

export interface Target {
  readonly job: keyof typeof JOBS;
  /** `host:port`. */
  readonly address: string;
  /** The labels that the chart's monitor would add. */
  readonly labels: Readonly<Record<string, string>>;
}

interface PrometheusServer {
  readonly program: string;
  /** The scrape configuration by which it finds the agents itself, instead of their addresses. */
  readonly discovery?: object;
}

export interface MonitoringOptions {
  /** A directory for all files, which the lab's teardown must remove. */
  readonly directory: string;
  /** A rules file, as text. */
  readonly rules: string;
  readonly targets: readonly Target[];
  /** They run at the same time, and all send alerts to one Alertmanager. By default only Debian's. */
  readonly prometheuses?: readonly PrometheusServer[];
  /** What each Prometheus scraped a week ago; by default nothing. */
  readonly lastWeek?: PastCounter;
}

/** Why monitoring can't run here, or `undefined`. */
export function monitoringMissing(): string | undefined {
  return programsMissing('prometheus', 'prometheus-alertmanager');
}

/** A program that receives Alertmanager's notifications, and prints each as a line of JSON. */
const RECEIVER = `
  const { createServer } = require('node:http');
  createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => { console.log(JSON.stringify(JSON.parse(body))); response.end(); });
  }).listen(${RECEIVER_PORT}, '127.0.0.1');`;

export class Monitoring {
  /** One for each Prometheus, in the order of `prometheuses`. */
  readonly clients: readonly PrometheusClient[];
  readonly #receiver: Running;
  readonly #servers: readonly Running[];

  private constructor(clients: readonly PrometheusClient[], receiver: Running, servers: readonly Running[]) {
    this.clients = clients;
    this.#receiver = receiver;
    this.#servers = servers;
  }

  /** Resolves once each Prometheus has scraped every target. The teardown of the namespace's lab ends all processes. */
  static async start(namespace: Namespace, options: MonitoringOptions): Promise<Monitoring> {
    const place = join(options.directory, 'monitoring');
    mkdirSync(place, { recursive: true });
    const write = (name: string, content: unknown) => {
      const file = join(place, name);
      writeFileSync(file, typeof content === 'string' ? content : stringify(content));
      return file;
    };
    write('rules.yaml', options.rules);
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
    ];
    const clients: PrometheusClient[] = [];
    const prometheuses = options.prometheuses ?? [{ program: 'prometheus' }];
    for (const [index, { program, discovery }] of prometheuses.entries()) {
      const config = write(`prometheus-${index}.yaml`, prometheusConfig(options.targets, discovery));
      const address = `127.0.0.1:${FIRST_PORT + index}`;
      const storage = join(place, `prometheus-${index}`);
      if (options.lastWeek !== undefined) writeLastWeek(storage, options.lastWeek, systemClock.wall() / 1000);
      const flags = [`--storage.tsdb.path=${storage}`, `--web.listen-address=${address}`];
      servers.push(await namespace.spawn([program, `--config.file=${config}`, ...flags]));
      clients.push(prometheusAt(namespace, address));
    }
    const monitoring = new Monitoring(clients, receiver, servers);
    for (const prometheus of clients) await monitoring.#scraped(prometheus, options.targets.length);
    return monitoring;
  }

  /** All alerts that were sent so far, in order. */
  notifications(): readonly Notification[] {
    const messages = this.#receiver.stdout().trim().split('\n').filter(Boolean);
    return messages.flatMap((line) => (JSON.parse(line) as { alerts: readonly Notification[] }).alerts);
  }

  /** Evaluates each expression in the first Prometheus, at the present time. */
  async query(expressions: readonly string[]): Promise<readonly QueryResult[]> {
    return (await this.clients[0]?.query(expressions)) ?? [];
  }

  async stop(): Promise<void> {
    for (const running of [...this.#servers, this.#receiver]) {
      running.signal('SIGTERM');
      await running.finished;
    }
  }

  async #scraped(prometheus: PrometheusClient, targets: number): Promise<void> {
    for (let tries = 0; tries < 120; tries += 1) {
      const [up] = await prometheus.query(['sum(up)']);
      if (up?.samples[0]?.value === targets) return;
      await sleep(systemClock, 500);
    }
    throw new Error(
      `Prometheus did not reach every target: ${this.#servers.map((one) => one.stderr().slice(-500)).join()}`,
    );
  }
}

function prometheusConfig(targets: readonly Target[], discovery: object | undefined) {
  const listed = Object.entries(JOBS).map(([job, settings]) => ({
    job_name: job,
    ...settings,
    static_configs: targets
      .filter((target) => target.job === job)
      .map(({ address, labels }) => ({ targets: [address], labels })),
  }));
  return {
    global: { scrape_interval: INTERVAL, scrape_timeout: '4s', evaluation_interval: INTERVAL },
    rule_files: ['rules.yaml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [ALERTMANAGER] }] }] },
    scrape_configs: listed.map((one) => (one.job_name === 'fivesec' && discovery ? discovery : one)),
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
