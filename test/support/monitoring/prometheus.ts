/** A real Prometheus in a pod of the lab: it scrapes one target there and answers PromQL. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from '../../lab/ground/namespace.ts';
import { programsMissing } from '../machine/programs.ts';
import { prometheusAt } from './promql.ts';

const ADDRESS = '127.0.0.1:9090';

export interface Prometheus {
  /** The value of an instant query that gives at most one sample; `undefined` if it gives none. */
  query(promql: string): Promise<number | undefined>;
}

/** Why Prometheus can't run here, or `undefined` if it can. */
export function prometheusMissing(): string | undefined {
  return programsMissing('prometheus');
}

/** Scrapes `target` every second; its files are in `directory`. The lab's teardown ends it. */
export async function startPrometheus(
  pod: Namespace,
  directory: string,
  target: string,
): Promise<Prometheus> {
  const config = join(directory, 'prometheus.yml');
  const job = { job_name: 'fivesec', static_configs: [{ targets: [target] }] };
  // JSON is valid YAML.
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [job] }));
  await pod.spawn([
    'prometheus',
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(directory, 'prometheus')}`,
    `--web.listen-address=${ADDRESS}`,
    '--log.level=error',
  ]);
  const client = prometheusAt(pod, ADDRESS);
  return {
    async query(promql) {
      const [result] = await client.query([promql]);
      return result?.samples[0]?.value;
    },
  };
}
