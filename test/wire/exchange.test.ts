import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Action, always, inOrder } from '../../src/demo/script.ts';
import { framed } from '../../src/demo/tcp-frames.ts';
import { formatServer, type Server } from '../../src/domain/server.ts';
import { beforeSleepOn, systemClock } from '../../src/platform/clock.ts';
import type { OpenChannel } from '../../src/wire/channel.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { tcpChannel } from '../../src/wire/tcp.ts';
import { udpChannel } from '../../src/wire/udp.ts';
import { requirement } from '../support/machine/requirement.ts';
import { closedServer } from '../support/wire/closed-server.ts';
import { NO_STRAYS } from '../support/wire/outcomes.ts';
import { blockTheLoop, hasIpv6, NO_IPV6, serve } from '../support/wire/scripted-server.ts';

const A = { name: 'web.test', qtype: 'A' } as const;
const AAAA = { name: 'web.test', qtype: 'AAAA' } as const;
const ANSWER: Action = { kind: 'answer' };
const connectedTo = (server: Server) => udpChannel({ family: 4, connectTo: server });
/** Far below the minute that such an exchange may wait, and longer than any pause of a busy machine. */
const SOON_MS = 10_000;

const open: Exchange[] = [];
afterEach(() => {
  for (const exchange of open.splice(0)) exchange.close();
});

async function openedExchange(
  channel: OpenChannel,
  signal = new AbortController().signal,
): Promise<Exchange> {
  const exchange = await Exchange.open(channel, { clock: systemClock, signal, startMs: systemClock.now() });
  open.push(exchange);
  return exchange;
}

/** Asks for A and waits `ms` at most. */
async function outcomeOf(exchange: Exchange, server: Server, ms = 2000) {
  const query = exchange.ask(A, server);
  await exchange.answered([query], systemClock.now() + ms);
  return exchange.settle([query])[0];
}

describe('a wait', () => {
  it('keeps the loop awake for half a millisecond, in which most answers come', async () => {
    const { server } = await serve(always({ kind: 'delay', ms: 30, action: ANSWER }));
    const exchange = await openedExchange(connectedTo(server));
    const query = exchange.ask(A, server);
    const beganMs = systemClock.now();
    const answered = exchange.answered([query], beganMs + 2000);
    await new Promise<void>((resolve) => void beforeSleepOn(systemClock, resolve));
    expect(systemClock.now() - beganMs).toBeGreaterThanOrEqual(0.5);
    await answered;
    expect(query.end?.kind).toBe('answered');
  });
});

describe('an exchange over UDP', () => {
  it('matches each answer with its question, in whatever order they come', async () => {
    const slowFirst = inOrder([{ kind: 'delay', ms: 30, action: ANSWER }]);
    const { server, received } = await serve(slowFirst);
    const exchange = await openedExchange(connectedTo(server));
    const queries = [exchange.ask(A, server), exchange.ask(AAAA, server)];
    await exchange.answered(queries, systemClock.now() + 2000);
    const [a, aaaa] = exchange.settle(queries);
    expect(a).toMatchObject({ kind: 'answered', qtype: 'A', answer: { addresses: ['192.0.2.1'] } });
    expect(aaaa).toMatchObject({ kind: 'answered', qtype: 'AAAA', answer: { addresses: ['2001:db8::1'] } });
    expect(a?.kind === 'answered' && a.rttMs).toBeGreaterThanOrEqual(30);
    expect(received.map(({ from }) => from.port)).toEqual([exchange.localPort, exchange.localPort]);
    expect(received[0]?.id).not.toBe(received[1]?.id);
    expect(exchange.strays).toEqual(NO_STRAYS);
  });

  const FIRST_FALSE: [string, Action, Partial<typeof NO_STRAYS>][] = [
    ['a wrong id', { kind: 'wrong-id', thenReal: ANSWER }, { wrongId: 1 }],
    ['a wrong question', { kind: 'wrong-question', thenReal: ANSWER }, { wrongQuestion: 1 }],
    ['garbage', { kind: 'garbage', thenReal: ANSWER }, { garbage: 1 }],
    ['an empty datagram', { kind: 'garbage', bytes: new Uint8Array(0), thenReal: ANSWER }, { garbage: 1 }],
    [
      'a datagram of 9000 bytes',
      { kind: 'garbage', bytes: new Uint8Array(9000), thenReal: ANSWER },
      { garbage: 1 },
    ],
  ];
  it.each(FIRST_FALSE)('passes over %s and takes the real answer after it', async (_, action, strays) => {
    const { server } = await serve(always(action));
    const exchange = await openedExchange(connectedTo(server));
    expect(await outcomeOf(exchange, server)).toMatchObject({
      kind: 'answered',
      answer: { addresses: ['192.0.2.1'] },
    });
    expect(exchange.strays).toEqual({ ...NO_STRAYS, ...strays });
  });

  it.each([
    ['a wrong id', { kind: 'wrong-id' }],
    ['a wrong question', { kind: 'wrong-question' }],
    ['garbage', { kind: 'garbage' }],
    ['the query itself', { kind: 'garbage', bytes: Uint8Array.from({ length: 12 }, () => 0) }],
  ] as [string, Action][])(
    'waits in vain for the real answer after %s, and says that one could not be used',
    async (_, action) => {
      const { server } = await serve(always(action));
      const exchange = await openedExchange(connectedTo(server));
      const fromMs = systemClock.now();
      expect(await outcomeOf(exchange, server, 100)).toMatchObject({
        kind: 'malformed',
        reason: 'unmatched',
      });
      expect(systemClock.now() - fromMs).toBeGreaterThanOrEqual(99);
    },
  );

  it('counts the second of two answers as a duplicate', async () => {
    const { server } = await serve(inOrder([{ kind: 'duplicate', copies: 3, action: ANSWER }, ANSWER]));
    const exchange = await openedExchange(connectedTo(server));
    const a = exchange.ask(A, server);
    await exchange.answered([a], systemClock.now() + 2000);
    const aaaa = exchange.ask(AAAA, server);
    await exchange.answered([aaaa], systemClock.now() + 2000);
    expect(a.end?.kind).toBe('answered');
    expect(exchange.strays).toEqual({ ...NO_STRAYS, duplicate: 2 });
  });

  it('unconnected, tells who else answered, and does not take it for an answer', async () => {
    const wrongFirst = inOrder([{ kind: 'wrong-source', thenReal: ANSWER }, { kind: 'wrong-source' }]);
    const { server, elsewhere } = await serve(wrongFirst);
    const exchange = await openedExchange(udpChannel({ family: 4 }));
    expect((await outcomeOf(exchange, server))?.kind).toBe('answered');
    expect(await outcomeOf(exchange, server, 300)).toMatchObject({
      kind: 'timed-out',
      wrongSources: [formatServer(elsewhere)],
    });
    expect(exchange.strays).toEqual({ ...NO_STRAYS, wrongSource: 2 });
  });

  it('connected, never sees who else answered: the kernel keeps it out', async () => {
    const { server } = await serve(always({ kind: 'wrong-source' }));
    const exchange = await openedExchange(connectedTo(server));
    expect(await outcomeOf(exchange, server, 100)).toMatchObject({ kind: 'timed-out', wrongSources: [] });
    expect(exchange.strays).toEqual(NO_STRAYS);
  });

  it('calls silence a timeout, and says how long it waited', async () => {
    const { server } = await serve(always({ kind: 'drop' }));
    const exchange = await openedExchange(connectedTo(server));
    const outcome = await outcomeOf(exchange, server, 50);
    expect(outcome).toMatchObject({
      kind: 'timed-out',
      transport: 'udp',
      localPort: exchange.localPort,
      server,
    });
    expect(outcome?.kind === 'timed-out' && outcome.waitedMs).toBeGreaterThanOrEqual(50);
  });

  it('calls an answer late that comes after the deadline, whatever its code', async () => {
    const { server } = await serve(
      inOrder([
        { kind: 'delay', ms: 400, action: ANSWER },
        { kind: 'delay', ms: 400, action: { kind: 'rcode', rcode: 'SERVFAIL' } },
      ]),
    );
    const exchange = await openedExchange(connectedTo(server));
    const queries = [exchange.ask(A, server), exchange.ask(AAAA, server)];
    await exchange.answered(queries, systemClock.now() + 10);
    expect(queries.map(({ end }) => end)).toEqual([undefined, undefined]);
    await exchange.answered(queries, systemClock.now() + 2000);
    expect(exchange.settle(queries)).toMatchObject([
      { kind: 'late', answer: { rcode: 'NOERROR' } },
      { kind: 'late', answer: { rcode: 'SERVFAIL' } },
    ]);
  });

  it.each(['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR', 'OTHER'] as const)(
    'tells %s from data',
    async (rcode) => {
      const { server } = await serve(always({ kind: 'rcode', rcode }));
      const outcome = await outcomeOf(await openedExchange(connectedTo(server)), server);
      expect(outcome).toMatchObject({ kind: 'refused-by-rcode', answer: { rcode, addresses: [] } });
    },
  );

  it('takes NXDOMAIN and NODATA for answers', async () => {
    const { server } = await serve(inOrder([{ kind: 'nxdomain' }, { kind: 'nodata' }]));
    const exchange = await openedExchange(connectedTo(server));
    const outcomes = [await outcomeOf(exchange, server), await outcomeOf(exchange, server)];
    expect(outcomes).toMatchObject([
      { kind: 'answered', answer: { rcode: 'NXDOMAIN' } },
      { kind: 'answered', answer: { rcode: 'NOERROR', addresses: [] } },
    ]);
  });

  it('calls the real answer malformed when its records cannot be read', async () => {
    const { server, received } = await serve((query) => {
      const response = Uint8Array.from(query.bytes);
      response[2] = 0x81;
      response[7] = 1; // One answer is announced, and none follows.
      return { kind: 'garbage', bytes: response };
    });
    const outcome = await outcomeOf(await openedExchange(connectedTo(server)), server);
    expect(outcome?.kind).toBe('malformed');
    expect(received).toHaveLength(1);
  });

  it('calls both queries unreachable when ICMP refuses, at once', async () => {
    const server = await closedServer();
    const exchange = await openedExchange(connectedTo(server));
    const queries = [exchange.ask(A, server), exchange.ask(AAAA, server)];
    const startMs = systemClock.now();
    await exchange.answered(queries, startMs + 60_000);
    expect(systemClock.now() - startMs).toBeLessThan(SOON_MS);
    expect(exchange.settle(queries)).toMatchObject([
      { kind: 'unreachable', code: 'ECONNREFUSED' },
      { kind: 'unreachable', code: 'ECONNREFUSED' },
    ]);
  });

  it('unconnected, hears nothing of a refusal and times out, as musl does', async () => {
    const server = await closedServer();
    expect((await outcomeOf(await openedExchange(udpChannel({ family: 4 })), server, 50))?.kind).toBe(
      'timed-out',
    );
  });

  it.each([
    ['EAFNOSUPPORT', 'unreachable'],
    // The process may open no more descriptors: no server is to blame.
    ['EMFILE', 'send-failed'],
    // No local port is free: over UDP, bind(2) and connect(2).
    ['EADDRINUSE', 'send-failed'],
    ['EAGAIN', 'send-failed'],
  ] as const)('fails every question when the line cannot be opened: %s is %s', async (code, kind) => {
    const cannot: OpenChannel = () => Promise.reject(Object.assign(new Error('no'), { code }));
    const exchange = await openedExchange(cannot);
    expect(exchange.isOpen).toBe(false);
    const server = { address: '127.0.0.1', port: 53 };
    expect(await outcomeOf(exchange, server)).toMatchObject({
      kind,
      code,
      localPort: 0,
    });
  });

  it('says so when a query never left', async () => {
    // Broadcast is refused to a socket that did not ask for it; without any route the kernel has another reason.
    const server = { address: '255.255.255.255', port: 53 };
    expect(await outcomeOf(await openedExchange(udpChannel({ family: 4 })), server, 500)).toMatchObject({
      kind: 'send-failed',
      code: expect.stringMatching(/^(EACCES|ENETUNREACH)$/),
    });
  });

  it('ends at once when aborted, blames nobody, and sends nothing more', async () => {
    const { server, received } = await serve(always({ kind: 'drop' }));
    const controller = new AbortController();
    const exchange = await openedExchange(connectedTo(server), controller.signal);
    const query = exchange.ask(A, server);
    const startMs = systemClock.now();
    const waiting = exchange.answered([query], startMs + 60_000);
    controller.abort();
    await waiting;
    const after = exchange.ask(AAAA, server);
    expect(exchange.settle([query, after]).map(({ kind }) => kind)).toEqual(['aborted', 'aborted']);
    expect(systemClock.now() - startMs).toBeLessThan(SOON_MS);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(received.length).toBeLessThanOrEqual(1);
  });

  it('still calls a timeout what had missed its deadline before the abort', async () => {
    const { server } = await serve(always({ kind: 'drop' }));
    const controller = new AbortController();
    const exchange = await openedExchange(connectedTo(server), controller.signal);
    const query = exchange.ask(A, server);
    await exchange.answered([query], systemClock.now() + 10);
    controller.abort();
    await exchange.answered([query], systemClock.now() + 60_000);
    expect(exchange.settle([query])[0]?.kind).toBe('timed-out');
  });

  it('calls nothing a timeout that waited in the socket while the event loop stood still', async () => {
    const { server } = await serve(always(ANSWER));
    const exchange = await openedExchange(connectedTo(server));
    for (let round = 0; round < 5; round += 1) {
      const queries = [exchange.ask(A, server), exchange.ask(AAAA, server)];
      const waiting = exchange.answered(queries, systemClock.now() + 20);
      // The query reaches the server in one turn of the loop, and the answers lie in the socket after the next.
      await new Promise((resolve) => setImmediate(resolve));
      blockTheLoop(60);
      await waiting;
      expect(exchange.settle(queries).map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    }
  });

  it('asks over IPv6', async (ctx) => {
    requirement(ctx, hasIpv6(), NO_IPV6);
    const { server } = await serve(always(ANSWER), { address: '::1' });
    expect(
      (await outcomeOf(await openedExchange(udpChannel({ family: 6, connectTo: server })), server))?.kind,
    ).toBe('answered');
    expect((await outcomeOf(await openedExchange(udpChannel({ family: 6 })), server))?.kind).toBe('answered');
  });

  it('reaches an IPv4 server from an IPv6 socket', async (ctx) => {
    requirement(ctx, hasIpv6(), NO_IPV6);
    const { server } = await serve(always(ANSWER));
    expect((await outcomeOf(await openedExchange(udpChannel({ family: 6 })), server))?.kind).toBe('answered');
  });
});

describe('an exchange over TCP', () => {
  it('asks both questions over one connection', async () => {
    const { server, received } = await serve(always(ANSWER));
    const exchange = await openedExchange(tcpChannel(server));
    const queries = [exchange.ask(A, server), exchange.ask(AAAA, server)];
    await exchange.answered(queries, systemClock.now() + 2000);
    expect(exchange.settle(queries).map(({ kind, transport }) => [kind, transport])).toEqual([
      ['answered', 'tcp'],
      ['answered', 'tcp'],
    ]);
    expect(new Set(received.map(({ from }) => from.port)).size).toBe(1);
  });

  it.each([
    ['close', 'EOF'],
    ['reset', 'ECONNRESET'],
  ] as const)('calls a %s without an answer unreachable, at once, by its own name', async (kind, code) => {
    const { server } = await serve(always({ kind }));
    const startMs = systemClock.now();
    expect(await outcomeOf(await openedExchange(tcpChannel(server)), server, 60_000)).toMatchObject({
      kind: 'unreachable',
      code,
    });
    expect(systemClock.now() - startMs).toBeLessThan(SOON_MS);
  });

  it('calls a closed port unreachable', async () => {
    const server = await closedServer();
    expect(await outcomeOf(await openedExchange(tcpChannel(server)), server)).toMatchObject({
      kind: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  it('keeps the answer that came before the connection was closed', async () => {
    const { server } = await serve(inOrder([ANSWER, { kind: 'close' }]));
    const exchange = await openedExchange(tcpChannel(server));
    const queries = [exchange.ask(A, server), exchange.ask(AAAA, server)];
    await exchange.answered(queries, systemClock.now() + 2000);
    expect(exchange.settle(queries).map(({ kind }) => kind)).toEqual(['answered', 'unreachable']);
  });

  it('reads answers that come in single bytes, behind garbage of every length', async () => {
    const pieces = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        const query = Uint8Array.from(chunk.subarray(2));
        query[2] = 0x81;
        const stream = [...framed(new Uint8Array(0)), ...framed(new Uint8Array([1])), ...framed(query)];
        const sendNext = () => {
          const byte = stream.shift();
          if (byte !== undefined) socket.write(new Uint8Array([byte]), () => setImmediate(sendNext));
        };
        sendNext();
      });
    });
    await new Promise<void>((resolve) => pieces.listen(0, '127.0.0.1', resolve));
    const address = pieces.address();
    if (address === null || typeof address === 'string') throw new Error('not a TCP server');
    const server = { address: '127.0.0.1', port: address.port };
    const exchange = await openedExchange(tcpChannel(server));
    expect((await outcomeOf(exchange, server))?.kind).toBe('answered');
    expect(exchange.strays).toEqual({ ...NO_STRAYS, garbage: 2 });
    exchange.close();
    await new Promise((resolve) => pieces.close(resolve));
  });
});

describe('waiting', () => {
  it('is for one caller at a time: a second one is rejected, and the first one still gets its answer', async () => {
    const { server } = await serve(always({ kind: 'delay', ms: 30, action: ANSWER }));
    const exchange = await openedExchange(connectedTo(server));
    exchange.ask(A, server);
    const first = exchange.next(systemClock.now() + 2000);
    await expect(exchange.next(systemClock.now() + 2000)).rejects.toThrow('one waiter at a time');
    expect(await first).toMatchObject({ kind: 'answer' });
  });
});

describe('a channel that the kernel refuses', () => {
  it.each([
    // A TCP channel is open before its socket exists.
    ['EMFILE', 'send-failed'],
    ['EADDRNOTAVAIL', 'send-failed'],
    ['ECONNREFUSED', 'unreachable'],
  ] as const)('after it opened, ends open queries: %s is %s', async (code, kind) => {
    const refused: OpenChannel = (events) => {
      const send = () => setImmediate(() => events.refused(code));
      return Promise.resolve({ transport: 'tcp', localPort: 0, send, close: () => {} });
    };
    const exchange = await openedExchange(refused);
    expect(await outcomeOf(exchange, { address: '127.0.0.1', port: 53 })).toMatchObject({ kind, code });
  });

  it.each(['EPERM', 'EACCES', 'ENETUNREACH'])('makes every query one that was not sent: %s', async (code) => {
    const exchange = await openedExchange(() => Promise.reject(Object.assign(new Error(code), { code })));
    expect(await outcomeOf(exchange, { address: '127.0.0.1', port: 53 })).toMatchObject({
      kind: 'send-failed',
      code,
    });
  });
});
