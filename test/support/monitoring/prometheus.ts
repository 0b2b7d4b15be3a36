/** A real Prometheus in a pod of the lab: it scrapes one target there and answers PromQL. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { finish } from '../../lab/ground/command.ts';
import type { Namespace } from '../../lab/ground/namespace.ts';

const ADDRESS = '127.0.0.1:9090';
const Answer = z.object({
  status: z.literal('success'),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

export interface Prometheus {
  /** The value of an instant query that gives at most one sample; `undefined` if it gives none. */
  query(promql: string): Promise<number | undefined>;
}

/** Why Prometheus can't run here, or `undefined` if it can. */
export async function prometheusMissing(): Promise<string | undefined> {
  const missing = 'prometheus is missing: apt-get install prometheus';
  return finish(['prometheus', '--version']).then(
    ({ code }) => (code === 0 ? undefined : missing),
    () => missing,
  );
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
  return {
    async query(promql) {
      const url = `http://${ADDRESS}/api/v1/query?query=${encodeURIComponent(promql)}`;
      const code = `fetch(${JSON.stringify(url)}).then((r) => r.text()).then((t) => process.stdout.write(t), () => {})`;
      const text = await pod.run([process.execPath, '-e', code]);
      const answer = text === '' ? undefined : Answer.safeParse(JSON.parse(text)).data;
      const [sample] = answer?.data.result ?? [];
      return sample && Number(sample.value[1]);
    },
  };
}
