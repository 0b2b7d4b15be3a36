import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Server } from '../../src/domain/server.ts';
import { at, systemClock } from '../../src/platform/clock.ts';
import type { OpenChannel } from '../../src/wire/channel.ts';
import { type PairJob, together } from '../../src/wire/strategies.ts';

const SERVER: Server = { address: '10.96.0.10', port: 53 };
const RESPONSE = 0x80;

afterEach(() => vi.restoreAllMocks());

function job(rehearse?: PairJob['rehearse']): PairJob {
  return {
    a: { name: 'web.test', qtype: 'A' },
    aaaa: { name: 'web.test', qtype: 'AAAA' },
    server: SERVER,
    extras: {},
    patience: { deadlineMs: 10_000, graceMs: 0 },
    clock: systemClock,
    signal: new AbortController().signal,
    startMs: systemClock.now(),
    ...(rehearse && { rehearse }),
  };
}

/** A channel that notes in `order` what it sends; `sent` is called with each query, and may answer it. */
function scripted(order: string[], sent: (answer: () => void, turn: number) => void): OpenChannel {
  return async (events) => ({
    transport: 'udp',
    localPort: 1,
    send(bytes) {
      const turn = order.push('sent') - 1;
      const answer = Buffer.from(bytes);
      answer[2] = RESPONSE;
      // The source is read when the answer is handled.
      const from = {
        port: 53,
        get address() {
          order.push(`handled ${turn}`);
          return SERVER.address;
        },
      };
      sent(() => {
        order.push(`came ${turn}`);
        events.message(answer, from, at(systemClock.now()));
      }, turn);
    },
    close: () => {},
  });
}

describe('together', () => {
  it('rehearses before the first query leaves', async () => {
    const order: string[] = [];
    const channel = scripted(order, (answer) => setImmediate(answer));
    await together(
      job(async () => void order.push('rehearsed')),
      channel,
    );
    expect(order.slice(0, 2)).toEqual(['rehearsed', 'sent']);
  });

  it('handles no answer before both are there', async () => {
    // Time stands still: the event loop stays awake until both have come.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    const order: string[] = [];
    let first = () => {};
    const channel = scripted(order, (answer, turn) => {
      if (turn === 0) first = answer;
      // The second answer comes a turn of the event loop after the first one.
      else
        setImmediate(() => {
          first();
          setImmediate(answer);
        });
    });
    const { a, aaaa } = await together(job(), channel);
    const unique = [...new Set(order)];
    expect(unique).toEqual(['sent', 'came 0', 'came 1', 'handled 0', 'handled 1']);
    expect([a.kind, aaaa.kind]).toEqual(['answered', 'answered']);
  });

  it('handles an answer whose other one does not come', async () => {
    const channel = scripted([], (answer, turn) => turn === 0 && setImmediate(answer));
    const brief = { ...job(), patience: { deadlineMs: 50, graceMs: 0 } };
    const { a, aaaa } = await together(brief, channel);
    expect([a.kind, aaaa.kind]).toEqual(['answered', 'timed-out']);
  });
});
