/** Certificates for tests, made by the openssl command, and mounted as Kubernetes mounts a Secret. */

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const NEEDS_OPENSSL = 'the openssl command is not installed';

export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

/** Self-signed, so it is its own CA; for `localhost` and 127.0.0.1. */
export function makePair(commonName: string, days = 30): PemPair {
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-pair-'));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const subject = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const out = ['-keyout', key, '-out', cert, '-days', String(days)];
  try {
    execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...out], { stdio: 'pipe' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `..data` is a link to a dated directory; an update makes a new one and renames the link over the old. */
export class SecretMount {
  readonly folder = mkdtempSync(join(tmpdir(), 'fivesec-secret-'));
  readonly certFile = join(this.folder, 'tls.crt');
  readonly keyFile = join(this.folder, 'tls.key');
  #version = 0;

  constructor(pair: PemPair) {
    this.update(pair);
    symlinkSync(join('..data', 'tls.crt'), this.certFile);
    symlinkSync(join('..data', 'tls.key'), this.keyFile);
  }

  /** Updates the files as kubelet's `atomic_writer.go` does. */
  update(pair: PemPair): void {
    const old = this.#version;
    this.#version += 1;
    mkdirSync(join(this.folder, `..v${this.#version}`));
    writeFileSync(join(this.folder, `..v${this.#version}`, 'tls.crt'), pair.cert);
    writeFileSync(join(this.folder, `..v${this.#version}`, 'tls.key'), pair.key, { mode: 0o600 });
    symlinkSync(`..v${this.#version}`, join(this.folder, '..data_tmp'));
    renameSync(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
    if (old > 0) rmSync(join(this.folder, `..v${old}`), { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
