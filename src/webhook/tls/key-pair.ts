/** A certificate with its private key, read from two PEM files and proven to belong together. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { shown, unreadable } from '../../config/mistakes.ts';
import { errorCode } from '../../platform/failure.ts';

export interface PairFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface CertificatePair {
  /** PEM, the serving certificate first, then its chain. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** When the serving certificate ends, in milliseconds since the epoch. */
  readonly expiresMs: number;
}

export type LoadedPair =
  | { readonly kind: 'pair'; readonly pair: CertificatePair }
  | { readonly kind: 'bad'; readonly why: string };

/** Never rejects: a pair that cannot be served is `bad`, with the reason in one line. Expiry is for the caller to judge. */
export async function loadPair(files: PairFiles): Promise<LoadedPair> {
  try {
    const [cert, key] = [await textOf(files, 'certFile'), await textOf(files, 'keyFile')];
    return { kind: 'pair', pair: checkedPair(cert, key, files) };
  } catch (error) {
    return { kind: 'bad', why: errorCode(error) };
  }
}

/** @throws an Error with one line for the operator: OpenSSL can't read the PEM, or the key is of another certificate. */
function checkedPair(cert: string, key: string, files: PairFiles): CertificatePair {
  const mistake = (of: keyof PairFiles, reason: string) => (error: unknown) =>
    lineAbout(files, of, `${reason} (${errorCode(error)})`);
  const leaf = attempt(() => new X509Certificate(cert), mistake('certFile', 'must be a certificate in PEM'));
  const secret = attempt(
    () => createPrivateKey(key),
    mistake('keyFile', 'must be a private key in PEM, unencrypted'),
  );
  if (!leaf.checkPrivateKey(secret))
    throw lineAbout(
      files,
      'keyFile',
      'must be the key of the certificate in certFile, and is that of another',
    );
  // This parses the whole chain, and refuses a key that is too weak for TLS.
  attempt(
    () => createSecureContext({ cert, key }),
    mistake('certFile', 'must be fit for TLS, with its chain and its key'),
  );
  return { cert, key, expiresMs: Date.parse(leaf.validTo) };
}

async function textOf(files: PairFiles, of: keyof PairFiles): Promise<string> {
  try {
    return await readFile(files[of], 'utf8');
  } catch (error) {
    throw lineAbout(files, of, unreadable(error));
  }
}

function attempt<T>(run: () => T, asError: (error: unknown) => Error): T {
  try {
    return run();
  } catch (error) {
    throw asError(error);
  }
}

/** Words a mistake as the configuration does: the key, the path, what would be right. */
function lineAbout(files: PairFiles, of: keyof PairFiles, reason: string): Error {
  return new Error(`${of} = ${shown(files[of])}: ${reason}`);
}
