/** What the main thread and a race thread say to each other. `line` numbers a pair's socket in both threads. */

import type { AddressFamily, Server } from '../domain/server.ts';

export type ThreadOrder =
  | {
      readonly kind: 'bind';
      readonly line: number;
      readonly family: AddressFamily;
      /** 0 for any. */
      readonly localPort: number;
      /** One 32-bit counter: how many threads have come to the gate. */
      readonly barrier: SharedArrayBuffer;
    }
  | { readonly kind: 'fire'; readonly line: number; readonly bytes: Uint8Array; readonly server: Server }
  | { readonly kind: 'close'; readonly line: number };

export type ThreadEvent =
  | { readonly kind: 'bound'; readonly line: number; readonly localPort: number }
  | { readonly kind: 'message'; readonly line: number; readonly bytes: Uint8Array; readonly from: Server }
  | { readonly kind: 'failed'; readonly line: number; readonly code: string };
