/** A certificate with its private key, read from two PEM files and proven to belong together. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { errorCode } from '../platform/failure.ts';

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

/** Never rejects: what cannot be served is `bad`, with the reason. Expiry is for the caller to judge. */
export async function loadPair(files: PairFiles): Promise<LoadedPair> {
  const cert = await readText(files.certFile);
  if (cert.kind === 'bad') return cert;
  const key = await readText(files.keyFile);
  if (key.kind === 'bad') return key;
  try {
    return { kind: 'pair', pair: checkedPair(cert.text, key.text) };
  } catch (error) {
    return { kind: 'bad', why: `${files.certFile} and ${files.keyFile}: ${errorCode(error)}` };
  }
}

/** @throws whatever OpenSSL says about PEM that it cannot read, or about a key of another certificate. */
function checkedPair(cert: string, key: string): CertificatePair {
  const leaf = new X509Certificate(cert);
  if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is of another certificate');
  // The whole chain is parsed here, and a key that is too weak for TLS refused.
  createSecureContext({ cert, key });
  return { cert, key, expiresMs: Date.parse(leaf.validTo) };
}

async function readText(file: string) {
  try {
    return { kind: 'text', text: await readFile(file, 'utf8') } as const;
  } catch (error) {
    return { kind: 'bad', why: `${file}: ${errorCode(error)}` } as const;
  }
}
