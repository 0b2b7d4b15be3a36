/** Watches the certificate's files and hands out each valid new pair. An invalid pair changes nothing. */

import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Cancel, Clock } from '../../platform/clock.ts';
import { errorCode } from '../../platform/failure.ts';
import type { Log } from '../../platform/log.ts';
import { type CertificatePair, loadPair, type PairFiles } from './key-pair.ts';

/** A pair is two files, so one change comes as several events. */
const SETTLE_MS = 50;
/** The time between two regular checks. They find changes without an event: a replaced directory, a network file system. */
const LOOK_EVERY_MS = 10_000;

export interface CertificatePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly onSwap: (pair: CertificatePair) => void;
}

export class CertificateWatch {
  readonly #files: PairFiles;
  readonly #ports: CertificatePorts;
  #current: CertificatePair;
  #refused = '';
  #cancels: Cancel[] = [];
  #settling: Cancel | undefined;
  #looking: Promise<void> | undefined;
  #isStopped = false;

  /** `current`: the pair that is served already. */
  constructor(files: PairFiles, current: CertificatePair, ports: CertificatePorts) {
    this.#files = files;
    this.#current = current;
    this.#ports = ports;
  }

  /** The pair that is served now. */
  get current(): CertificatePair {
    return this.#current;
  }

  start(): void {
    // Kubernetes swaps a mounted Secret by renaming the link `..data` in the directory of the files
    // (kubelet, `pkg/volume/util/atomic_writer.go`): the files themselves never see an event.
    const folders = new Set([dirname(this.#files.certFile), dirname(this.#files.keyFile)]);
    for (const folder of folders) this.#watch(folder);
    this.#cancels.push(this.#ports.clock.every(LOOK_EVERY_MS, () => this.#look()));
  }

  stop(): void {
    this.#isStopped = true;
    this.#settling?.();
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  #watch(folder: string): void {
    const watcher = this.#open(folder);
    if (!watcher) return;
    watcher.on('error', (error) =>
      this.#ports.log.warn(
        { folder, error: errorCode(error) },
        'the folder of the certificate is no longer watched',
      ),
    );
    this.#cancels.push(() => watcher.close());
  }

  /** Where the files can't be watched, only the regular check remains. */
  #open(folder: string): FSWatcher | undefined {
    try {
      return watch(folder, { persistent: false }, () => this.#settle());
    } catch (error) {
      this.#ports.log.warn(
        { folder, error: errorCode(error) },
        'the folder of the certificate cannot be watched: it is read every 10 s',
      );
      return undefined;
    }
  }

  #settle(): void {
    this.#settling ??= this.#ports.clock.after(SETTLE_MS, () => {
      this.#settling = undefined;
      this.#look();
    });
  }

  /** Reads the files, once at a time. An event that comes meanwhile leads to another read. */
  #look(): void {
    if (this.#looking) {
      this.#settle();
      return;
    }
    this.#looking = this.#reload().finally(() => {
      this.#looking = undefined;
    });
  }

  async #reload(): Promise<void> {
    const loaded = await loadPair(this.#files);
    if (this.#isStopped) return;
    if (loaded.kind === 'bad') this.#refuse(loaded.why);
    else if (this.#isServed(loaded.pair)) this.#refused = '';
    else if (this.#isWorse(loaded.pair)) this.#refuse('the new certificate has expired');
    else this.#swap(loaded.pair);
  }

  #isServed(pair: CertificatePair): boolean {
    return pair.cert === this.#current.cert && pair.key === this.#current.key;
  }

  #isWorse(pair: CertificatePair): boolean {
    const now = this.#ports.clock.wall();
    return pair.expiresMs <= now && this.#current.expiresMs > now;
  }

  #swap(pair: CertificatePair): void {
    this.#refused = '';
    this.#current = pair;
    this.#ports.onSwap(pair);
  }

  /** Logged once, not at every check. */
  #refuse(why: string): void {
    if (why === this.#refused) return;
    this.#refused = why;
    this.#ports.log.error({ why }, 'new certificate refused, the old one stays');
  }
}
