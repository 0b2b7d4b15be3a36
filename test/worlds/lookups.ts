/** Lookups as applications make them: glibc asks one nameserver after the other, musl all at once and again. */

import type { LookupOutcome, LookupQuery, ProfileId } from '../../src/domain/lookup.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { NO_STRAYS } from '../support/wire/outcomes.ts';
import { type Arm, byNameserver } from './arms.ts';
import { queryOutcome, START } from './outcomes.ts';
import type { Packet } from './packet.ts';
import { PATIENCE_MS, type Pair, sendPair, waitOf } from './pairs.ts';
import type { Run } from './run.ts';

const ATTEMPTS = 2;
const MUSL_RESENDS_MS = 2500;
const ROTATED = 6;
const OPT_PAYLOAD = 1200;

export interface Asked {
  readonly profile: ProfileId;
  readonly name: string;
  readonly at: number;
  /** Sets its random numbers apart. */
  readonly lookup: number;
  /** Do its queries have an OPT record? */
  readonly opt: boolean;
}

interface Try {
  readonly arm: Arm;
  readonly at: number;
  readonly attempt: number;
  readonly pair: Pair;
}

/** What an application got, and after how long. */
export interface Lookup {
  readonly durationMs: number;
  readonly result: 'ok' | 'server-failure' | 'timeout' | 'unreachable';
  readonly tries: readonly Try[];
}

export function lookUp(run: Run, asked: Asked): Lookup {
  return asked.profile === 'glibc' ? inTurn(run, asked) : atOnce(run, asked);
}

/** The ways of `send_dg` after one answer of two: as before, one after the other, then a new socket for each. */
const MODES: readonly Strategy[] = ['pair', 'sequential', 'reopen'];

/** resolv/res_send.c: each nameserver in turn; an error or a refusal goes on at once, silence after the timeout. */
function inTurn(run: Run, asked: Asked): Lookup {
  const arms = armsFor(run, asked.name);
  const first = run.world.rotate ? Math.floor(run.roll(ROTATED, asked.lookup) * arms.length) : 0;
  const tries: Try[] = [];
  let mode = 0;
  let elapsedMs = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    for (let shift = 0; shift < arms.length; shift += 1) {
      const index = (first + shift) % arms.length;
      const arm = arms[index];
      if (arm === undefined) continue;
      for (;;) {
        const made = ask(run, asked, arm, elapsedMs, tries.length, MODES[mode] ?? 'reopen');
        tries.push(made);
        const { end, tookMs } = endOf(made.pair, timeoutMs(index, arms.length));
        elapsedMs += tookMs;
        if (end === 'done') return { durationMs: elapsedMs, result: 'ok', tries };
        if (end === 'next') break;
        mode += 1;
        // Asked in every way there is, it makes do with the answer that it has.
        if (mode >= MODES.length) return { durationMs: elapsedMs, result: 'ok', tries };
      }
    }
  }
  return { durationMs: elapsedMs, result: failureOf(tries), tries };
}

/** `retrans << ns`, shared out among the servers but for the first; a second at least. */
function timeoutMs(index: number, servers: number): number {
  const seconds = index === 0 ? PATIENCE_MS / 1000 : Math.floor((5 * 2 ** index) / servers);
  return 1000 * Math.max(1, seconds);
}

function endOf({ a, aaaa }: Pair, patienceMs: number): { end: 'done' | 'next' | 'half'; tookMs: number } {
  const both = [a, aaaa];
  const silent = both.filter((one) => isSilent(one, patienceMs)).length;
  const useful = both.filter((one) => isUseful(one) && !isSilent(one, patienceMs)).length;
  const tookMs = silent > 0 ? patienceMs : Math.max(waitOf(a), waitOf(aaaa));
  if (useful === 2) return { end: 'done', tookMs };
  if (useful === 1) return { end: silent === 1 ? 'half' : 'done', tookMs };
  return { end: 'next', tookMs };
}

/** An answer that does not repeat the question is for nobody (`res_queriesmatch`): glibc keeps waiting. */
function isSilent({ end, rttMs, malformed }: Packet, patienceMs: number): boolean {
  if (end === 'malformed') return malformed === 'no-question' || malformed === 'header-only';
  return end === 'lost' || (end === 'answered' && rttMs >= patienceMs);
}

function isUseful({ end, rcode }: Packet): boolean {
  return end === 'answered' && (rcode === 'NOERROR' || rcode === 'NXDOMAIN');
}

function failureOf(tries: readonly Try[]): Lookup['result'] {
  const packets = tries.flatMap(({ pair }) => [pair.a, pair.aaaa]);
  if (packets.some(({ end, rcode }) => end === 'answered' && rcode !== 'NOERROR')) return 'server-failure';
  return packets.every(({ end }) => end === 'refused' || end === 'unsent') ? 'unreachable' : 'timeout';
}

/** src/network/res_msend.c: to all nameservers at once, what is unanswered again after half of the timeout. */
function atOnce(run: Run, asked: Asked): Lookup {
  const arms = armsFor(run, asked.name);
  const tries: Try[] = [];
  const answeredMs = { A: PATIENCE_MS, AAAA: PATIENCE_MS };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const sentMs = attempt * MUSL_RESENDS_MS;
    const missing = (['A', 'AAAA'] as const).filter((qtype) => answeredMs[qtype] > sentMs);
    if (missing.length === 0) break;
    // Alone on its port, a question that is sent again has nothing to clash with.
    const strategy = missing.length === 2 ? 'pair' : 'reopen';
    for (const arm of arms) {
      const made = ask(run, asked, arm, sentMs, tries.length, strategy);
      tries.push(made);
      for (const packet of [made.pair.a, made.pair.aaaa]) {
        if (isUseful(packet) && missing.includes(packet.qtype))
          answeredMs[packet.qtype] = Math.min(answeredMs[packet.qtype], sentMs + packet.rttMs);
      }
    }
  }
  const durationMs = Math.max(answeredMs.A, answeredMs.AAAA);
  return { durationMs, result: durationMs < PATIENCE_MS ? 'ok' : failureOf(tries), tries };
}

function ask(run: Run, asked: Asked, arm: Arm, afterMs: number, count: number, strategy: Strategy): Try {
  const at = asked.at + afterMs;
  const pair = sendPair(run, { arm, strategy, at, pair: asked.lookup * 16 + count, opt: asked.opt });
  return { arm, at, attempt: count, pair };
}

/** In the order of resolv.conf. */
function armsFor({ world }: Run, name: string): Arm[] {
  return Array.from({ length: world.nameservers }, (_, index) => byNameserver(world, index, name));
}

/** As the agent would report it. */
export function lookupOutcome(asked: Asked, { durationMs, result, tries }: Lookup): LookupOutcome {
  const queries = tries.flatMap(({ arm, attempt, pair }): LookupQuery[] =>
    [pair.a, pair.aaaa].map((packet) => {
      return { candidate: 0, attempt, outcome: queryOutcome(arm, asked.at, packet, 0) };
    }),
  );
  return {
    profile: asked.profile,
    name: asked.name,
    result,
    startedAt: START + asked.at,
    durationMs,
    candidates: [asked.name.slice(0, -1)],
    addresses: result === 'ok' ? ['10.96.0.1'] : [],
    queries,
    optPayload: asked.opt ? OPT_PAYLOAD : 0,
    retries: Math.max(0, tries.length - 1),
    strays: NO_STRAYS,
    starvedMs: 0,
  };
}
