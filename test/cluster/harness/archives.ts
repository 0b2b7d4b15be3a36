/** The images of a cluster, as OCI archives. Each is built here once, because no image registry is used. */

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImageStore } from '../../support/image/image.ts';
import { makeBases } from '../../support/image/image-bases.ts';
import { at, only, render } from '../../support/kubernetes/helm.ts';
import { CACHE } from '../../support/machine/cache.ts';
import { PAUSE_IMAGE } from './container-runtime.ts';
import { type PodProgram, podProgram } from './programs.ts';

export const COREDNS_IMAGE = 'localhost/coredns:cluster';
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The files that the Dockerfile reads (.dockerignore). */
const SOURCES = [
  'Dockerfile',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/sbom.mjs',
  'scripts/steps.mjs',
  'src',
];

/** The archives of all images that a cluster with fivesec needs. The first time it takes minutes. */
export function imageArchives(): readonly string[] {
  return [programArchive('pause', PAUSE_IMAGE), programArchive('coredns', COREDNS_IMAGE), agentArchive()];
}

/** The image's name in the chart's pods. */
function agentImage(): string {
  return String(at(only(render(), 'DaemonSet'), 'spec.template.spec.containers.0.image'));
}

/** An image that contains only the program, which is its command. */
function programArchive(program: PodProgram, image: string): string {
  const path = podProgram(program);
  return kept(program, [path], (store, place) => {
    const tree = join(place, 'tree');
    mkdirSync(tree);
    copyFileSync(path, join(tree, program));
    const container = store.buildah('from', 'scratch');
    store.buildah('copy', '--quiet', container, tree, '/');
    store.buildah('config', '--entrypoint', JSON.stringify([`/${program}`]), container);
    store.buildah('commit', '--quiet', '--rm', container, image);
    return image;
  });
}

/** fivesec's own image, built from the Dockerfile. */
function agentArchive(): string {
  const files = SOURCES.flatMap((name) => filesOf(join(ROOT, name)));
  return kept('fivesec', files, (store, place) => {
    makeBases(store, place);
    const image = agentImage();
    store.build(image, 'cluster');
    return image;
  });
}

/** The archive of the image that `make` builds; built again if one of `files` has changed. `make` gives the image's name. */
function kept(
  name: string,
  files: readonly string[],
  make: (store: ImageStore, place: string) => string,
): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  const path = join(CACHE, 'images', `${name}-${hash.digest('hex').slice(0, 12)}.tar`);
  if (existsSync(path)) return path;
  mkdirSync(join(CACHE, 'images'), { recursive: true });
  const place = mkdtempSync(join(tmpdir(), 'fivesec-image-'));
  const store = new ImageStore(place);
  try {
    const draft = `${path}.${process.pid}`;
    const image = make(store, place);
    store.buildah('push', '--quiet', image, `oci-archive:${draft}:${image}`);
    renameSync(draft, path);
    return path;
  } finally {
    store.clear();
    rmSync(place, { recursive: true, force: true });
  }
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile());
}
