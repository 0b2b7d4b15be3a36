/** A process: asks one server for A and AAAA of some names over UDP and TCP, and prints one line for each answer. */

import type { PairOutcome } from '../../../src/domain/pair.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';
import { Prober } from '../../../src/wire/prober.ts';

/** CoreDNS stops waiting for its upstream after slightly more than 5 s, and handles the two queries of one connection in turn. */
const PATIENCE = { deadlineMs: 20_000, graceMs: 0 };
const STRATEGY = { udp: 'pair', tcp: 'tcp' } as const;

const [server, ...names] = process.argv.slice(2);
if (server === undefined) throw new Error('usage: questions SERVER NAME...');
const lag = new LagMeter(systemClock, 20);
const prober = new Prober({ clock: systemClock, lag, signal: new AbortController().signal });
for (const name of names) {
  for (const transport of ['udp', 'tcp'] as const) {
    const strategy = STRATEGY[transport];
    const order = { strategy, name, server: { address: server, port: 53 }, transport, patience: PATIENCE };
    for (const line of said(await prober.pair(order))) console.log(line);
  }
}
await prober.close();

/** `udp AAAA www.example NOERROR 2001:db8::80`; the kind of the outcome where there was no answer. */
function said({ a, aaaa }: PairOutcome): readonly string[] {
  return [a, aaaa].map((outcome) => {
    const answer = 'answer' in outcome ? outcome.answer : undefined;
    const words = [answer?.rcode ?? outcome.kind, ...(answer?.addresses ?? [])];
    return [outcome.transport, outcome.qtype, outcome.name, ...words].join(' ');
  });
}
