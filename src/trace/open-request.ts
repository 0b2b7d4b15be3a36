/** Opens one HTTP or HTTPS request over a connection of its own, and puts Node's errors in words. */

import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { errorCode } from '../platform/failure.ts';
import { plainText } from '../platform/plain-text.ts';

export interface OpenOptions {
  readonly lookup: LookupFunction;
  /** Accepts any certificate, as curl's `--insecure` does. */
  readonly insecure?: boolean;
}

const LONGEST_REASON = 160;

/**
 * `agent: false` opens a connection for this request alone, and no TLS session is resumed.
 * Returns the error if Node rejects the URL, for example a user name that can't be decoded.
 */
export function openRequest(url: URL, { lookup, insecure }: OpenOptions): ClientRequest | Error {
  const options = {
    agent: false as const,
    lookup,
    headers: { 'user-agent': 'fivesec-trace', accept: '*/*' },
  };
  try {
    if (url.protocol !== 'https:') return httpRequest(url, options);
    // Without `insecure` Node's own default holds, which NODE_TLS_REJECT_UNAUTHORIZED can change.
    return httpsRequest(url, insecure === true ? { ...options, rejectUnauthorized: false } : options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * The error's message and code in one line of printable text: a certificate's name is in it as the server wrote it. If Node tried several
 * addresses, its error has only a code.
 */
export function explain(error: Error): string {
  const code = errorCode(error);
  const first =
    error instanceof AggregateError ? error.errors.find((inner) => inner instanceof Error) : undefined;
  const [message = ''] = (error.message || (first?.message ?? '')).split('\n');
  return plainText(message.includes(code) ? message : `${message} (${code})`.trim(), LONGEST_REASON);
}
