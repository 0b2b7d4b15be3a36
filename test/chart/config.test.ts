/** What the chart renders for the agent, checked by the agent itself as the init container does. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { at, CHART_DIR, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import { RUN_TYPESCRIPT } from '../support/machine/run-typescript.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'fivesec-config-'));

beforeEach((ctx) => needs(ctx, layerMissing()));
afterAll(() => rmSync(dir, { recursive: true }));

/** `fivesec agent --check-config` with the environment that the chart's pod has, and no other. */
function check(config: string) {
  const file = join(dir, 'config.yaml');
  writeFileSync(file, config);
  const args = [...RUN_TYPESCRIPT, MAIN, 'agent', '--config', file, '--check-config'];
  const env = { PATH: process.env['PATH'] ?? '', FIVESEC_NODE_NAME: 'node-a', FIVESEC_REVISION: 'abc' };
  return spawnSync(process.execPath, args, { encoding: 'utf8', env });
}

function rendered(options: Parameters<typeof render>[0]): string {
  const map = render(options).find(
    (one) => typeof at(one, 'data') === 'object' && 'config.yaml' in (at(one, 'data') as object),
  );
  return String((at(map, 'data') as Record<string, string>)['config.yaml']);
}

describe("the agent's configuration", () => {
  it.each(readdirSync(join(CHART_DIR, 'ci')))('rendered with %s passes the check of the agent', (file) => {
    const run = check(rendered({ files: [join(CHART_DIR, 'ci', file)] }));
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  it('that neither schema nor template know to be wrong is refused by the agent, with the key and the value', () => {
    const homeless = { 'config.pairs': { strategies: ['pair', 'node-local'] } };
    const run = check(rendered({ values: homeless }));
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/pairs\.strategies.*node-local/s);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });
});
