import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { table } from '../../scripts/markdown.ts';
import { cliPage } from '../../scripts/pages/cli.ts';
import { configurationPage } from '../../scripts/pages/configuration.ts';
import { licencesPage } from '../../scripts/pages/licences.ts';
import { metricsPage } from '../../scripts/pages/metrics.ts';
import { webhookPage } from '../../scripts/pages/webhook.ts';
import { withLastPart } from '../../scripts/text-parts.ts';
import { loadConfig } from '../../src/config/load.ts';
import { OPTIONS } from '../../src/config/options.ts';
import { CATALOGUE } from '../../src/metrics/catalogue.ts';

const committed = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const remediesPage = () => withLastPart(committed('docs/remedies.md'), committed('test/lab/proof/prose.md'));

describe('the generated pages', () => {
  it.each([
    ['docs/cli.md', cliPage],
    ['docs/configuration.md', configurationPage],
    ['docs/licences.md', licencesPage],
    ['docs/metrics.md', metricsPage],
    ['docs/remedies.md', remediesPage],
    ['docs/webhook.md', webhookPage],
  ])('%s is what the code says now', (path, page) => {
    expect(committed(path)).toBe(page());
  });

  it('name every option with its flag and its variable', () => {
    const page = configurationPage();
    for (const { key, flag, env } of OPTIONS)
      for (const text of [`\`${key}\``, `\`${flag} `, `\`${env}\``]) expect(page).toContain(text);
  });

  it('show an example that loads', () => {
    const example = /```yaml\n(.*?)```/s.exec(configurationPage())?.[1] ?? '';
    const config = loadConfig({ flags: { config: 'x' }, env: {}, hostname: 'n', readFile: () => example });
    expect(config.names).toHaveLength(2);
  });

  it('name every metric', () => {
    const page = metricsPage();
    for (const { name } of CATALOGUE.flatMap(({ metrics }) => metrics)) expect(page).toContain(`\`${name}\``);
  });
});

describe('table', () => {
  it('keeps a bar in a cell from ending it', () => {
    expect(table(['a'], [['x|y']])).toBe('| a |\n| --- |\n| x\\|y |');
  });
});
