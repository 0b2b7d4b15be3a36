/** The pod's resolv.conf, read again when it changes, as the C libraries do (glibc's resolv/resolv_conf.c). */

import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ProfileId } from '../domain/lookup.ts';
import type { Server } from '../domain/server.ts';
import { errorCode, Failure } from '../platform/failure.ts';
import type { Log } from '../platform/log.ts';
import { parseResolvConf, type ResolvConf } from './resolv-conf.ts';

export class ResolvConfFile {
  readonly #path: string;
  /** Asked instead of the file's nameservers. If empty, the file's are used. */
  readonly #nameservers: readonly Server[];
  readonly #log: Log;
  #text = '';
  #version = '';
  /** The text as each profile reads it. It is kept, because every probe asks for it and the text rarely changes. */
  #parsed = new Map<ProfileId, ResolvConf>();

  /**
   * Reads the file for the first time. A missing file counts as empty, as in a C library. A file that exists and can't be read is
   * an operator's mistake.
   */
  static async open(path: string, nameservers: readonly Server[], log: Log): Promise<ResolvConfFile> {
    const file = new ResolvConfFile(path, nameservers, log);
    try {
      await file.#reread();
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'ENOENT')
        throw new Failure('unreadable-file', `can't read ${path}: ${code}`, { cause: error });
      if (nameservers.length === 0)
        log.warn({ path }, `there is no ${path}: asking 127.0.0.1, as a C library would`);
    }
    return file;
  }

  private constructor(path: string, nameservers: readonly Server[], log: Log) {
    this.#path = path;
    this.#nameservers = nameservers;
    this.#log = log;
  }

  /** The last text as the C library of `profile` understands it. */
  current(profile: ProfileId): ResolvConf {
    const known = this.#parsed.get(profile);
    if (known !== undefined) return known;
    const conf = parseResolvConf(this.#text, profile);
    const asked = this.#nameservers.length > 0 ? { ...conf, nameservers: this.#nameservers } : conf;
    this.#parsed.set(profile, asked);
    return asked;
  }

  /** Checks whether the file has changed, and reads it again if so. If it can't be read now, the last text is kept. */
  async refresh(): Promise<void> {
    try {
      await this.#reread();
    } catch (error) {
      this.#log.debug({ path: this.#path, code: errorCode(error) }, 'resolv.conf is not readable now');
    }
  }

  async #reread(): Promise<void> {
    // As a C library does it in its own thread: a thread of libuv's pool would be woken for it, and would wake this one (decision 030).
    const { mtimeMs, ino, size } = statSync(this.#path);
    const version = `${ino} ${mtimeMs} ${size}`;
    if (version === this.#version) return;
    this.#text = await readFile(this.#path, 'utf8');
    this.#parsed.clear();
    if (this.#version !== '') this.#log.info({ path: this.#path }, 'resolv.conf has changed');
    this.#version = version;
  }
}
