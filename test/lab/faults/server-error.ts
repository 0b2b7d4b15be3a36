/** DNS servers that answer with an error, quickly. */

import type { Rcode } from '../../../src/domain/outcome.ts';
import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

export interface ServerError {
  readonly rcode: Extract<Rcode, 'SERVFAIL' | 'REFUSED'>;
  /** 0 to 100. */
  readonly percent?: number;
}

/** Truth: `errors` answered. */
export function serverError({ rcode, percent = 100 }: ServerError): Fault {
  return serverFault('server-error', [
    { share: percent / 100, action: { kind: 'rcode', rcode }, counter: 'errors' },
  ]);
}

/** The upstream answers SERVFAIL; needs a topology with an upstream. Truth: `errors` answered by it. */
export function upstreamError({ percent = 100 }: { readonly percent?: number } = {}): Fault {
  return serverFault(
    'upstream-error',
    [{ share: percent / 100, action: { kind: 'rcode', rcode: 'SERVFAIL' }, counter: 'errors' }],
    ({ upstream }) => (upstream ? [upstream] : []),
  );
}
