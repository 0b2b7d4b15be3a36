/** A server for people, however long its address is: it may come from a configuration that is wrong. */

import { formatServer, type Server } from '../domain/server.ts';
import { bounded } from './html.ts';

/** An IPv6 address with a zone and a port has fewer characters. */
const LONGEST = 64;

/** `10.96.0.10:53`. */
export function shortServer(server: Server): string {
  return bounded(formatServer(server), LONGEST);
}
