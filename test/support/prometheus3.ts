/** The door to Prometheus 3, which Debian does not have: Go builds it from test/prometheus3/, without the network. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../prometheus3', import.meta.url));
const CMD = 'github.com/prometheus/prometheus/cmd';

export type Built =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

/**
 * The path of a program of Prometheus 3. Minutes the first time, seconds from then on, and safe to ask from two processes:
 * it lies in Go's own build cache. Left out is the discovery of targets in clouds, which is most of the source.
 */
export function prometheus3(program: 'prometheus' | 'promtool'): Built {
  const env = { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=readonly -tags=remove_all_sd' };
  const run = spawnSync('go', ['tool', '-n', `${CMD}/${program}`], { cwd: SOURCE, env, encoding: 'utf8' });
  if (run.status === 0) return { kind: 'built', path: run.stdout.trim() };
  const said = run.stderr?.trim().split('\n').at(-1) ?? run.error?.message ?? '';
  const need =
    'Prometheus 3 needs Go 1.26.7 and the modules of test/prometheus3: run `go mod download` there';
  return { kind: 'missing', why: `${need} (${said})` };
}
