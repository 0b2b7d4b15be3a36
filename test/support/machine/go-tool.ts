/** The door to Go: builds programs that Debian does not have, from the modules whose versions this repository names. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from './cache.ts';

export type Built =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

export interface GoTool {
  /** Its name in messages. */
  readonly title: string;
  /** The directory below test/ whose go.mod lists it as a tool. */
  readonly module: string;
  /** Its package. */
  readonly program: string;
  /** String variables that the linker sets, by package and name. Such a program is kept in the tests' own cache. */
  readonly stamp?: Readonly<Record<string, string>>;
  /** Files of the module that belong to this repository. A change of one of them makes another program. */
  readonly sources?: readonly string[];
  /** Statically linked, so that it runs alone in an image. */
  readonly isStatic?: boolean;
}

/** The path of the program, built without network access. The first build takes minutes, later ones seconds at most. */
export function goTool(tool: GoTool): Built {
  return tool.stamp === undefined ? toolOf(tool) : stamped(tool, tool.stamp);
}

/** The path in Go's own cache. Two processes may ask at the same time. */
function toolOf(tool: GoTool): Built {
  const run = go(tool, ['tool', '-n', tool.program]);
  return run.status === 0 ? { kind: 'built', path: run.stdout.trim() } : missing(tool, run);
}

function stamped(tool: GoTool, stamp: Readonly<Record<string, string>>): Built {
  const flags = Object.entries(stamp).map(([variable, value]) => `-X ${variable}=${value}`);
  const hash = createHash('sha256')
    .update(readFileSync(join(folderOf(tool), 'go.sum')))
    .update(flags.join());
  for (const source of tool.sources ?? []) hash.update(readFileSync(join(folderOf(tool), source)));
  const key = hash.digest('hex').slice(0, 12);
  const path = join(CACHE, 'go', `${basename(tool.program)}-${key}`);
  if (existsSync(path)) return { kind: 'built', path };
  const draft = `${path}.${process.pid}`;
  const run = go(tool, ['build', '-o', draft, `-ldflags=-s -w ${flags.join(' ')}`, tool.program]);
  if (run.status !== 0) return missing(tool, run);
  renameSync(draft, path);
  return { kind: 'built', path };
}

function go(tool: GoTool, args: readonly string[]): SpawnSyncReturns<string> {
  const alone = tool.isStatic ? { CGO_ENABLED: '0' } : {};
  const env = { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=readonly', ...alone };
  return spawnSync('go', args, { cwd: folderOf(tool), env, encoding: 'utf8' });
}

function folderOf({ module }: GoTool): string {
  return fileURLToPath(new URL(`../../${module}`, import.meta.url));
}

function missing({ title, module }: GoTool, { stderr, error }: SpawnSyncReturns<string>): Built {
  const said = stderr?.trim().split('\n').at(-1) ?? error?.message ?? '';
  const need = `${title} needs Go 1.26.7 and the modules of test/${module}: run \`go mod download\` there`;
  return { kind: 'missing', why: `${need} (${said})` };
}

export function whyMissing(built: Built): string | undefined {
  return built.kind === 'missing' ? built.why : undefined;
}

/** The path, for callers that have checked that it can be built. Throws an error otherwise. */
export function pathOf(built: Built): string {
  if (built.kind === 'missing') throw new Error(built.why);
  return built.path;
}
