/** The door to buildah: builds the Dockerfile without any image registry, on the bases of image-bases.ts. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programsMissing } from '../machine/programs.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Why no image can be built and run here, or `undefined`. */
export function imageToolsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'building an image here needs root';
  return programsMissing('buildah', 'debootstrap', 'crun');
}

/** Runs a command to its end and gives its output; throws if it fails. */
export function run(command: string, args: readonly string[], cwd = ROOT): string {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Architectures by their names in the OCI image specification. */
export type Architecture = 'amd64' | 'arm64';
export const NATIVE: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** A separate store for images, so that a test neither sees nor changes those of the machine. */
export class ImageStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  buildah(...args: readonly string[]): string {
    const place = ['--root', join(this.#dir, 'store'), '--runroot', join(this.#dir, 'run')];
    return run('buildah', [...place, '--storage-driver', 'vfs', ...args]).trim();
  }

  /** Makes an image `name` of everything below `tree`, and replaces an image of that name. */
  add(
    name: string,
    tree: string,
    env: Readonly<Record<string, string>>,
    architecture: Architecture = NATIVE,
  ): void {
    const container = this.buildah('from', 'scratch');
    this.buildah('copy', '--quiet', container, tree, '/');
    const settings = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    this.buildah('config', '--arch', architecture, ...settings, container);
    this.buildah('commit', '--quiet', '--rm', container, name);
  }

  /** Labels the image with another architecture; its files do not change. */
  relabel(name: string, architecture: Architecture): void {
    const container = this.buildah('from', '--pull-never', name);
    this.buildah('config', '--arch', architecture, container);
    this.buildah('commit', '--quiet', '--rm', container, name);
  }

  /** Builds the image of the Dockerfile. RUN steps only get their own root directory (chroot), so that no OCI runtime and no cgroups are needed. */
  build(name: string, revision: string, architecture: Architecture = NATIVE): void {
    const linux = `linux/${architecture}`;
    // The buildah of Debian 12 takes one stage's platform for the next one's: here both have the same.
    const platform = ['--platform', linux, '--build-arg', `BUILDPLATFORM=${linux}`];
    const args = ['--isolation', 'chroot', '--network', 'host', '--pull-never', '--layers=false'];
    this.buildah('build', ...args, ...platform, '--build-arg', `REVISION=${revision}`, '--tag', name, ROOT);
  }

  /** The image's configuration by the OCI image specification. */
  config(name: string): ImageConfig {
    return this.#inspect(name).config;
  }

  architecture(name: string): string {
    return this.#inspect(name).architecture;
  }

  #inspect(name: string): { readonly architecture: string; readonly config: ImageConfig } {
    const { OCIv1 } = JSON.parse(this.buildah('inspect', '--type', 'image', name)) as {
      OCIv1: { architecture: string; config: ImageConfig };
    };
    return OCIv1;
  }

  /** The directory at which the image's files are mounted. */
  mount(name: string): string {
    return this.buildah('mount', this.buildah('from', '--pull-never', name));
  }

  /** Removes everything. */
  clear(): void {
    this.buildah('rm', '--all');
    this.buildah('rmi', '--all', '--force');
  }
}

export interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}
