/** The messages between the main thread and the race thread. `line` is the number of a pair's socket in both threads. */

import type { AddressFamily, Server } from '../../domain/server.ts';

export type ThreadOrder =
  | {
      readonly kind: 'bind';
      readonly line: number;
      readonly family: AddressFamily;
      readonly localPort: number;
      /** The barrier of this socket (barrier.ts). */
      readonly barrier: SharedArrayBuffer;
    }
  | { readonly kind: 'fire'; readonly line: number; readonly bytes: Uint8Array; readonly server: Server }
  | { readonly kind: 'close'; readonly line: number };

export type ThreadEvent =
  | { readonly kind: 'bound'; readonly line: number }
  /** The thread holds its datagram until the main thread sends the other one. */
  | { readonly kind: 'at-gate'; readonly line: number }
  | {
      readonly kind: 'message';
      readonly line: number;
      readonly bytes: Uint8Array;
      readonly from: Server;
      /** When it arrived, in milliseconds since both threads left the barrier; undefined if this thread has not been there. */
      readonly sinceGateMs: number | undefined;
    }
  /** The datagram never left: the kernel refused to send it. */
  | { readonly kind: 'not-sent'; readonly line: number; readonly code: string }
  | { readonly kind: 'failed'; readonly line: number; readonly code: string };
