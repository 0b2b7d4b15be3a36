/** The door to Go: builds programs that Debian does not have, from the modules whose versions this repository names. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Built =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

export interface GoTool {
  /** What people call it. */
  readonly title: string;
  /** The folder below test/ whose go.mod has it as a tool. */
  readonly module: string;
  /** Its package. */
  readonly program: string;
  readonly tags?: readonly string[];
}

/**
 * The path of the program, built without the network. Minutes the first time, seconds from then on, and safe to ask from
 * two processes: it lies in Go's own build cache.
 */
export function goTool({ title, module, program, tags = [] }: GoTool): Built {
  const cwd = fileURLToPath(new URL(`../${module}`, import.meta.url));
  const flags = ['-mod=readonly', ...(tags.length > 0 ? [`-tags=${tags.join()}`] : [])];
  const env = { ...process.env, GOPROXY: 'off', GOFLAGS: flags.join(' ') };
  const run = spawnSync('go', ['tool', '-n', program], { cwd, env, encoding: 'utf8' });
  if (run.status === 0) return { kind: 'built', path: run.stdout.trim() };
  const said = run.stderr?.trim().split('\n').at(-1) ?? run.error?.message ?? '';
  const need = `${title} needs Go 1.26.7 and the modules of test/${module}: run \`go mod download\` there`;
  return { kind: 'missing', why: `${need} (${said})` };
}

export function whyMissing(built: Built): string | undefined {
  return built.kind === 'missing' ? built.why : undefined;
}

/** For whoever has made sure that it could be built; throws otherwise. */
export function pathOf(built: Built): string {
  if (built.kind === 'missing') throw new Error(built.why);
  return built.path;
}
