import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type DnsServer, type DnsServerOptions, startDnsServer } from '../../src/demo/dns-server.ts';
import { type Action, always, byType, type Script } from '../../src/demo/script.ts';
import { framed } from '../../src/demo/tcp-frames.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { requirement } from '../support/machine/requirement.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { addresses, askTcp, askUdp, decoded, query } from './ask.ts';

const open: DnsServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(script: Script, options: Partial<DnsServerOptions> = {}): Promise<DnsServer> {
  const server = await startDnsServer({
    clock: systemClock,
    ...options,
    script: (received) => (received.name === 'sentinel' ? { kind: 'nodata' } : script(received)),
  });
  open.push(server);
  return server;
}

async function answersTo(action: Action) {
  const { server } = await start(always(action));
  return askUdp(server, [query('web.test', 'A', 7)]);
}

describe('the scripted server over UDP', () => {
  it('answers, and tells what it was asked', async () => {
    const { server, received } = await start(byType({ A: { kind: 'answer', addresses: ['10.0.0.7'] } }));
    const got = await askUdp(server, [
      query('web.test', 'A', 7),
      query('web.test', 'AAAA', 8),
      query('Web.test', 'A', 9),
    ]);
    expect(got.map(addresses)).toEqual([['10.0.0.7'], ['2001:db8::1'], ['10.0.0.7']]);
    expect(got.map((answer) => answer.from)).toEqual([server, server, server]);
    expect(received.slice(0, 3)).toMatchObject([
      { name: 'web.test', qtype: 'A', transport: 'udp', id: 7, index: 0, nth: 0 },
      { name: 'web.test', qtype: 'AAAA', id: 8, index: 1, nth: 0 },
      { name: 'Web.test', qtype: 'A', id: 9, index: 2, nth: 1 },
    ]);
  });

  it('keeps silent, or answers twice', async () => {
    expect(await answersTo({ kind: 'drop' })).toEqual([]);
    expect(await answersTo({ kind: 'duplicate', action: { kind: 'answer' } })).toHaveLength(2);
  });

  it('sends a wrong id, a wrong question and garbage before the real answer', async () => {
    const real = { kind: 'answer' } as const;
    const [wrongId, right] = await answersTo({ kind: 'wrong-id', thenReal: real });
    expect([decoded(wrongId).id === 7, decoded(right).id === 7]).toEqual([false, true]);
    const [wrongName] = await answersTo({ kind: 'wrong-question', thenReal: real });
    expect(decoded(wrongName).questions?.[0]?.name).not.toBe('web.test');
    const [garbage] = await answersTo({ kind: 'garbage', bytes: new Uint8Array([1, 2, 3]), thenReal: real });
    expect([...(garbage?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  it('answers from a wrong source, which it names', async () => {
    const { server, elsewhere } = await start(always({ kind: 'wrong-source' }));
    const got = await askUdp(server, [query('web.test')]);
    expect(got.map((answer) => answer.from)).toEqual([elsewhere]);
    expect(elsewhere).not.toEqual(server);
  });

  it('sends a delayed answer when its time has come, not before', async () => {
    const clock = new FakeClock();
    const script = always({ kind: 'delay', ms: 5000, action: { kind: 'answer' } });
    const { server, received } = await start(script, { clock });
    expect(await askUdp(server, [query('web.test')])).toEqual([]);
    expect(received[0]?.atMs).toBe(clock.now());
    expect(clock.waiting).toBe(1);
    await clock.advance(5000);
    expect(clock.waiting).toBe(0);
  });

  it('drops what is still to be sent when it is closed', async () => {
    const clock = new FakeClock();
    const script = always({ kind: 'delay', ms: 5000, action: { kind: 'answer' } });
    const server = await startDnsServer({
      clock,
      script: (q) => (q.name === 'sentinel' ? { kind: 'nodata' } : script(q)),
    });
    await askUdp(server.server, [query('web.test')]);
    await server.close();
    expect(clock.waiting).toBe(0);
  });

  it('changes its script at once', async () => {
    const server = await start(always({ kind: 'drop' }));
    expect(await askUdp(server.server, [query('web.test')])).toHaveLength(0);
    server.setScript(always({ kind: 'answer' }));
    expect(await askUdp(server.server, [query('web.test')])).toHaveLength(1);
  });

  it('drops the oldest queries beyond its limit', async () => {
    const { server, received } = await start(always({ kind: 'drop' }), { remember: 2 });
    await askUdp(server, [query('one.test'), query('two.test'), query('three.test')]);
    expect(received.map(({ name, index }) => [name, index])).toEqual([
      ['three.test', 2],
      ['sentinel', 3],
    ]);
  });

  it('answers over IPv6', async (ctx) => {
    const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
      list?.some(({ address }) => address === '::1'),
    );
    requirement(ctx, hasIpv6, 'the loopback interface has no IPv6 address');
    const { server } = await start(always({ kind: 'answer' }), { address: '::1' });
    expect(await askUdp(server, [query('web.test', 'AAAA')]).then((got) => got.map(addresses))).toEqual([
      ['2001:db8::1'],
    ]);
  });

  it('survives whatever it is sent, and answers a header that it can read with FORMERR', async () => {
    const { server, received } = await start(always({ kind: 'answer' }));
    const junk = fc.sample(fc.uint8Array({ maxLength: 64 }), { numRuns: 100, seed: 5 });
    await askUdp(server, junk);
    const [answer] = await askUdp(server, [new Uint8Array([0, 7, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0])]);
    expect(decoded(answer)).toMatchObject({ id: 7, rcode: 1 });
    expect(received.filter(({ name }) => name === 'sentinel')).toHaveLength(2);
  });
});

describe('the scripted server over TCP', () => {
  it('answers on the same port', async () => {
    const { server, received } = await start(always({ kind: 'truncate' }));
    const asked = query('web.test');
    const { bytes } = await askTcp(server, [framed(asked)], 2 + asked.length + 16);
    expect(bytes.readUInt16BE(0)).toBe(bytes.length - 2);
    expect(addresses({ bytes: bytes.subarray(2) })).toEqual(['192.0.2.1']);
    expect(received[0]).toMatchObject({ transport: 'tcp', name: 'web.test' });
  });

  it('reads a length split over segments and several queries in one', async () => {
    const { server, received } = await start(always({ kind: 'nodata' }));
    const stream = [query('one.test'), query('two.test'), query('three.test')].flatMap((asked) => [
      ...framed(asked),
    ]);
    const chunks = [stream.slice(0, 1), stream.slice(1, 9), stream.slice(9)].map(
      (part) => new Uint8Array(part),
    );
    await askTcp(server, chunks, stream.length);
    expect(received.map(({ name }) => name)).toEqual(['one.test', 'two.test', 'three.test']);
  });

  it('closes at once, or resets', async () => {
    const closing = await start(always({ kind: 'close' }));
    expect(await askTcp(closing.server, [framed(query('web.test'))], 1)).toMatchObject({ end: 'closed' });
    const resetting = await start(always({ kind: 'reset' }));
    expect(await askTcp(resetting.server, [framed(query('web.test'))], 1)).toMatchObject({
      end: 'ECONNRESET',
    });
  });

  it('survives garbage in a connection, and closes with one open', async () => {
    const { server } = await start(always({ kind: 'answer' }));
    const header = new Uint8Array([0, 7, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
    const { bytes } = await askTcp(
      server,
      [framed(new Uint8Array([1])), framed(header), new Uint8Array([255, 255, 0])],
      14,
    );
    expect(decoded({ bytes: bytes.subarray(2) }).rcode).toBe(1);
  });
});
