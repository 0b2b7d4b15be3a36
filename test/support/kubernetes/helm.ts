/** The door to helm, which runs without network, and with an empty home directory. */

import { execFile, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { layerProgram } from './kubernetes-layer.ts';

export const CHART_DIR = fileURLToPath(new URL('../../../charts/fivesec', import.meta.url));

/** The fields of a rendered object that every Kubernetes object has. Others are read with `at`. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

export interface HelmRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs helm. A failed run is a value, not an exception: tests check helm's output. */
export function helm(...args: readonly string[]): HelmRun {
  const run = spawnSync(layerProgram('helm'), args, { ...helmOptions(), encoding: 'utf8' });
  if (run.error !== undefined) throw run.error;
  return { ok: run.status === 0, stdout: run.stdout, stderr: run.stderr };
}

/** As `helm`, but does not block this process. Needed if helm sends requests to a server in this process. */
export function helmAsync(...args: readonly string[]): Promise<HelmRun> {
  return new Promise((resolve) => {
    execFile(layerProgram('helm'), args, helmOptions(), (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    );
  });
}

/** An empty home, so that no configuration of this machine counts. */
function helmOptions() {
  const home = join(dirname(layerProgram('helm')), 'home');
  return { env: { HOME: home, PATH: process.env['PATH'] ?? '' }, maxBuffer: 64 << 20 };
}

export interface TemplateOptions {
  readonly release?: string;
  readonly namespace?: string;
  /** Values by path, such as `serviceMonitor.enabled`, as helm's `--set-json` sets them. */
  readonly values?: Record<string, unknown>;
  readonly files?: readonly string[];
  readonly args?: readonly string[];
}

/** The output of `helm template`. */
export function helmTemplate(options: TemplateOptions = {}): HelmRun {
  const { release = 'fivesec', namespace = 'monitoring', values = {}, files = [], args = [] } = options;
  const sets = Object.entries(values).flatMap(([key, value]) => [
    '--set-json',
    `${key}=${JSON.stringify(value)}`,
  ]);
  const fileArgs = files.flatMap((file) => ['--values', file]);
  return helm('template', release, CHART_DIR, '--namespace', namespace, ...fileArgs, ...sets, ...args);
}

/** The rendered objects. Throws an error with helm's message if it refuses. */
export function render(options: TemplateOptions = {}): readonly Manifest[] {
  const run = helmTemplate(options);
  if (!run.ok) throw new Error(run.stderr);
  return parseManifests(run.stdout);
}

export function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text)
    .map((document) => {
      const [problem] = document.errors;
      if (problem !== undefined) throw problem;
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}

/** The only object of `kind` (and `name`). Throws an error that lists all objects if there is not exactly one. */
export function only(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter(
    (one) => one.kind === kind && (name === undefined || one.metadata.name === name),
  );
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const all = manifests.map((one) => `${one.kind}/${one.metadata.name}`).join(', ');
    throw new Error(`wanted one ${kind} ${name ?? ''}, found ${found.length} among ${all}`);
  }
  return first;
}

/** The value at `path` (`spec.template.spec.containers.0.name`) of an object read from YAML; undefined if there is none. */
export function at(tree: unknown, path: string): unknown {
  let here: unknown = tree;
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}
