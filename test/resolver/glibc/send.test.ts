import { describe, expect, it } from 'vitest';
import {
  type Action,
  always,
  byTransport,
  byType,
  inOrder,
  type ReceivedQuery,
} from '../../../src/demo/script.ts';
import type { Rcode } from '../../../src/domain/outcome.ts';
import { closedServer } from '../../support/wire/closed-server.ts';
import { lookUp, type Setting } from '../../support/wire/lookups.ts';

const DROP: Action = { kind: 'drop' };
const ANSWER: Action = { kind: 'answer' };
const BOTH = ['192.0.2.1', '2001:db8::1'];
const rcode = (code: Rcode): Action => ({ kind: 'rcode', rcode: code });
const glibc = (setting: Setting) => lookUp('glibc', setting);

describe('glibc, one nameserver', () => {
  it('asks A and AAAA from one port at once, and is done', async () => {
    const { outcome, sent } = await glibc({ scripts: [always(ANSWER)] });
    expect(outcome).toMatchObject({
      profile: 'glibc',
      name: 'web.test.',
      result: 'ok',
      addresses: BOTH,
      retries: 0,
    });
    expect([outcome.durationMs, outcome.candidates]).toEqual([0, ['web.test']]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0']);
    expect(outcome.queries.map(({ attempt, candidate }) => [attempt, candidate])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it.each(['A', 'AAAA'] as const)(
    'asks both again, one after the other, 5 s after %s was lost once',
    async (qtype) => {
      const { outcome, sent, seconds } = await glibc({ scripts: [byType({ [qtype]: inOrder([DROP]) })] });
      expect([outcome.result, outcome.addresses, seconds, outcome.retries]).toEqual(['ok', BOTH, 5, 1]);
      expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@5.0 u0', 'AAAA@5.0 u0']);
      const kinds = outcome.queries.map(({ outcome: query }) => `${query.qtype} ${query.kind}`);
      expect(kinds.filter((kind) => kind.endsWith('timed-out'))).toEqual([`${qtype} timed-out`]);
    },
  );

  it('asks both again at once, from the same port, 5 s after both were lost', async () => {
    const once = () => inOrder([DROP]);
    const { outcome, sent, seconds } = await glibc({ scripts: [byType({ A: once(), AAAA: once() })] });
    expect([outcome.result, seconds, outcome.retries]).toEqual(['ok', 5, 1]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@5.0 u0', 'AAAA@5.0 u0']);
  });

  it('gives A alone after 15 s and a port for each of the last two when AAAA is always lost', async () => {
    const { outcome, sent, seconds } = await glibc({ scripts: [byType({ AAAA: DROP })] });
    expect([outcome.result, outcome.addresses, seconds, outcome.retries]).toEqual([
      'ok',
      ['192.0.2.1'],
      15,
      2,
    ]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@5.0 u0', 'AAAA@5.0 u0', 'A@10.0 u1', 'AAAA@10.0 u2']);
    const timeouts = outcome.queries.filter(({ outcome: query }) => query.kind === 'timed-out');
    expect(timeouts.map(({ outcome: query }) => query.qtype)).toEqual(['AAAA', 'AAAA', 'AAAA']);
  });

  it('is serial after a half-answered timeout: where A is always lost AAAA is not asked again', async () => {
    const { outcome, sent, seconds } = await glibc({ scripts: [byType({ A: DROP })] });
    // Serial, A is waited for in vain, and then nothing has been received: the next attempt, still serial.
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@5.0 u0', 'A@10.0 u0']);
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['timeout', [], 15]);
  });

  it('gives up after 10 s and two attempts from one port when all is lost', async () => {
    const { outcome, sent, seconds } = await glibc({ scripts: [always(DROP)] });
    expect([outcome.result, seconds, outcome.retries]).toEqual(['timeout', 10, 1]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@5.0 u0', 'AAAA@5.0 u0']);
    expect(outcome.queries.map(({ outcome: query }) => query.kind)).toEqual(Array(4).fill('timed-out'));
  });

  it('passes over wrong ids and wrong questions in silence, and counts them', async () => {
    for (const kind of ['wrong-id', 'wrong-question'] as const) {
      const { outcome, seconds } = await glibc({ scripts: [always({ kind })] });
      expect([outcome.result, seconds]).toEqual(['timeout', 10]);
      expect(outcome.strays.wrongId + outcome.strays.wrongQuestion).toBe(4);
      expect(outcome.queries.map(({ outcome: query }) => query.kind)).toEqual(Array(4).fill('malformed'));
    }
  });

  it('takes an answer to the first query that comes after the second was sent', async () => {
    const slow: Action = { kind: 'delay', ms: 6000, action: ANSWER };
    const { outcome, seconds } = await glibc({
      scripts: [byType({ A: inOrder([slow], DROP), AAAA: inOrder([slow], DROP) })],
    });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['ok', BOTH, 6]);
    expect(outcome.queries.map(({ outcome: query }) => query.kind)).toEqual([
      'late',
      'late',
      'timed-out',
      'timed-out',
    ]);
  });

  it('keeps nothing from one lookup to the next', async () => {
    const setting = { scripts: [byType({ AAAA: inOrder([DROP, ANSWER, DROP]) })] };
    const first = await glibc(setting);
    const second = await glibc(setting);
    expect([first.seconds, second.seconds]).toEqual([5, 5]);
    expect(second.sent.slice(0, 2)).toEqual(['A@0.0 u0', 'AAAA@0.0 u0']);
  });

  it('fails at once where nobody listens', async () => {
    const { outcome, seconds } = await glibc({ scripts: [], conf: { nameservers: [await closedServer()] } });
    expect([outcome.result, seconds]).toEqual(['unreachable', 0]);
    expect(new Set(outcome.queries.map(({ outcome: query }) => query.kind))).toEqual(
      new Set(['unreachable']),
    );
  });
});

describe('a nameserver that no socket reaches', () => {
  const only = (address: string) => ({ scripts: [], conf: { nameservers: [{ address, port: 53 }] } });

  it('is unreachable for glibc, at once', async () => {
    const { outcome, seconds } = await glibc(only('fe80::1%no-such-if'));
    expect([outcome.result, seconds]).toEqual(['unreachable', 0]);
    expect(new Set(outcome.queries.map(({ outcome: query }) => query.kind))).toEqual(
      new Set(['unreachable']),
    );
  });

  it('is waited for by musl, which looks at no error', async () => {
    // Broadcast is refused to a socket that did not ask for it, so that nothing leaves.
    const { outcome, seconds } = await lookUp('musl', only('255.255.255.255'));
    expect([outcome.result, seconds]).toEqual(['timeout', 5]);
    expect(new Set(outcome.queries.map(({ outcome: query }) => query.kind))).toEqual(
      new Set(['send-failed']),
    );
  });
});

describe('glibc, response codes', () => {
  it.each(['SERVFAIL', 'NOTIMP', 'REFUSED'] as const)(
    'takes the other family when one is %s',
    async (code) => {
      const { outcome, seconds, sent } = await glibc({ scripts: [byType({ AAAA: rcode(code) })] });
      expect([outcome.result, outcome.addresses, seconds, sent.length]).toEqual(['ok', ['192.0.2.1'], 0, 2]);
    },
  );

  it.each(['SERVFAIL', 'NOTIMP', 'REFUSED'] as const)('asks again at once when both are %s', async (code) => {
    const { outcome, seconds, sent } = await glibc({ scripts: [always(rcode(code))] });
    expect([outcome.result, seconds, outcome.retries]).toEqual(['server-failure', 0, 1]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@0.0 u0', 'AAAA@0.0 u0']);
  });

  it('takes FORMERR for final', async () => {
    const { outcome, sent } = await glibc({ scripts: [always(rcode('FORMERR'))] });
    expect([outcome.result, sent.length]).toEqual(['server-failure', 2]);
  });

  it.each([{ kind: 'nxdomain' }, { kind: 'nodata' }] as const)('accepts $kind as final', async (action) => {
    const { outcome, sent } = await glibc({ scripts: [always(action)] });
    expect([outcome.result, sent.length, outcome.durationMs]).toEqual(['not-found', 2, 0]);
  });

  it('calls it the server’s failure when both answers cannot be read, and takes one that can', async () => {
    const malformed = ({ bytes }: ReceivedQuery): Action => {
      // An answer that announces a record and ends before it.
      const broken = Uint8Array.from(bytes);
      broken.set([0x81, 0x80, 0, 1, 0, 1], 2);
      return { kind: 'garbage', bytes: broken };
    };
    const both = await glibc({ scripts: [malformed] });
    expect([both.outcome.result, both.seconds]).toEqual(['server-failure', 0]);
    expect(both.outcome.queries.map(({ outcome: query }) => query.kind)).toEqual(Array(4).fill('malformed'));
    const one = await glibc({ scripts: [byType({ AAAA: malformed })] });
    expect([one.outcome.result, one.outcome.addresses, one.seconds]).toEqual(['ok', ['192.0.2.1'], 0]);
  });

  it('ignores a lame answer', async () => {
    const one = await glibc({ scripts: [byType({ AAAA: { kind: 'lame' } })] });
    expect([one.outcome.result, one.seconds]).toEqual(['ok', 0]);
    const both = await glibc({ scripts: [always({ kind: 'lame' })] });
    expect([both.outcome.result, both.seconds, both.sent.length]).toEqual(['timeout', 0, 4]);
  });

  it('waits for the family that is silent when the other is SERVFAIL, and then asks the next attempt', async () => {
    const script = byType({ A: inOrder([rcode('SERVFAIL')]), AAAA: inOrder([DROP]) });
    const { outcome, seconds, sent } = await glibc({ scripts: [script] });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['ok', BOTH, 5]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@5.0 u0', 'AAAA@5.0 u0']);
  });
});

describe('glibc, truncation and TCP', () => {
  it('asks both again over one connection when one answer is truncated', async () => {
    const { outcome, sent, seconds } = await glibc({ scripts: [byType({ AAAA: { kind: 'truncate' } })] });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['ok', BOTH, 0]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@0.0 t1', 'AAAA@0.0 t1']);
  });

  it('asks over TCP only with use-vc, once', async () => {
    const { outcome, sent } = await glibc({ scripts: [always(ANSWER)], options: 'use-vc' });
    expect([outcome.result, sent]).toEqual(['ok', ['A@0.0 t0', 'AAAA@0.0 t0']]);
    const closing = await glibc({ scripts: [always({ kind: 'close' })], options: 'use-vc attempts:5' });
    expect([closing.outcome.result, closing.sent.length, closing.seconds]).toEqual(['unreachable', 2, 0]);
  });

  it('takes whatever code comes over TCP', async () => {
    const { outcome, sent } = await glibc({ scripts: [always(rcode('SERVFAIL'))], options: 'use-vc' });
    expect([outcome.result, sent.length]).toEqual(['server-failure', 2]);
  });

  it('asks the next server over TCP too, and no server twice', async () => {
    const scripts = [byTransport({ udp: { kind: 'truncate' }, tcp: { kind: 'close' } }), always(ANSWER)];
    const { outcome, sent } = await glibc({ scripts });
    expect([outcome.result, sent.map((query) => query.slice(-5))]).toEqual([
      'ok',
      ['u0 n0', 'u0 n0', 't1 n0', 't1 n0', 't2 n1', 't2 n1'],
    ]);
  });
});

describe('glibc, options', () => {
  it('single-request asks AAAA after A, from the same port', async () => {
    const slow = byType({ A: { kind: 'delay', ms: 1000, action: ANSWER } });
    const { outcome, sent, seconds } = await glibc({ scripts: [slow], options: 'single-request' });
    expect([outcome.result, seconds, sent]).toEqual(['ok', 1, ['A@0.0 u0', 'AAAA@1.0 u0']]);
  });

  it('single-request goes on to reopen when the second query is lost', async () => {
    const script = byType({ AAAA: inOrder([DROP]) });
    const { outcome, sent, seconds } = await glibc({
      scripts: [script],
      options: 'single-request timeout:1',
    });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['ok', BOTH, 1]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@1.0 u1', 'AAAA@1.0 u2']);
  });

  it('single-request-reopen takes a new port for AAAA, and one family when that is lost', async () => {
    const options = 'single-request-reopen timeout:1';
    const fine = await glibc({ scripts: [always(ANSWER)], options });
    expect([fine.outcome.result, fine.sent]).toEqual(['ok', ['A@0.0 u0', 'AAAA@0.0 u1']]);
    const { outcome, seconds, sent } = await glibc({ scripts: [byType({ AAAA: DROP })], options });
    expect([outcome.result, outcome.addresses, seconds, sent.length]).toEqual(['ok', ['192.0.2.1'], 1, 2]);
  });

  it('serial, waits for the timeout after a SERVFAIL, and never sends the second query', async () => {
    const { outcome, seconds, sent } = await glibc({
      scripts: [byType({ A: rcode('SERVFAIL') })],
      options: 'single-request timeout:1',
    });
    expect([outcome.result, seconds, sent]).toEqual(['server-failure', 2, ['A@0.0 u0', 'A@1.0 u0']]);
  });

  it('no-aaaa asks A only', async () => {
    const fine = await glibc({ scripts: [always(ANSWER)], options: 'no-aaaa' });
    expect([fine.outcome.addresses, fine.sent]).toEqual([['192.0.2.1'], ['A@0.0 u0']]);
    const lost = await glibc({ scripts: [always(DROP)], options: 'no-aaaa' });
    expect([lost.outcome.result, lost.seconds, lost.sent]).toEqual(['timeout', 10, ['A@0.0 u0', 'A@5.0 u0']]);
    const failing = await glibc({ scripts: [always(rcode('SERVFAIL'))], options: 'no-aaaa' });
    expect([failing.outcome.result, failing.seconds, failing.sent.length]).toEqual(['server-failure', 0, 2]);
  });

  it('timeout and attempts set the pace; a timeout of 0 is a second', async () => {
    const slow = await glibc({ scripts: [always(DROP)], options: 'timeout:3 attempts:4' });
    expect([slow.seconds, slow.outcome.retries]).toEqual([12, 3]);
    expect((await glibc({ scripts: [always(DROP)], options: 'timeout:0' })).seconds).toBe(2);
  });

  it('with attempts:0 asks no server', async () => {
    const { outcome, sent } = await glibc({ scripts: [always(ANSWER)], options: 'attempts:0' });
    expect([outcome.result, outcome.queries, sent]).toEqual(['unreachable', [], []]);
  });
});

describe('glibc, several nameservers', () => {
  it('waits 5, 3 and 6 s for three, twice round: 28 s', async () => {
    const scripts = [always(DROP), always(DROP), always(DROP)];
    const { outcome, sent, seconds } = await glibc({ scripts });
    expect([outcome.result, seconds]).toEqual(['timeout', 28]);
    expect(sent.filter((query) => query.startsWith('A@'))).toEqual([
      'A@0.0 u0 n0',
      'A@5.0 u1 n1',
      'A@8.0 u2 n2',
      'A@14.0 u0 n0',
      'A@19.0 u1 n1',
      'A@22.0 u2 n2',
    ]);
  });

  it('waits 5 s for each of two: 20 s', async () => {
    expect((await glibc({ scripts: [always(DROP), always(DROP)] })).seconds).toBe(20);
  });

  it('goes on to the next at once when one refuses or fails, and keeps the answer of none but the last', async () => {
    const refused = await glibc({ scripts: [always(rcode('REFUSED')), always(ANSWER)] });
    expect([refused.outcome.result, refused.seconds]).toEqual(['ok', 0]);
    const silent = await glibc({ scripts: [always(DROP), always(ANSWER)] });
    expect([silent.outcome.result, silent.seconds, silent.outcome.retries]).toEqual(['ok', 5, 1]);
  });

  it('skips a server that refuses (ECONNREFUSED)', async () => {
    const { outcome, servers, seconds } = await glibc({ scripts: [always(ANSWER)] });
    expect(outcome.result).toBe('ok');
    const dead = await closedServer();
    const nameservers = [dead, ...servers.map(({ server }) => server)];
    const both = await glibc({ scripts: [], conf: { nameservers } });
    expect([both.outcome.result, both.seconds, seconds]).toEqual(['ok', 0, 0]);
  });

  it('rotate begins with the given server, and with the next for the next candidate', async () => {
    const nx = always({ kind: 'nxdomain' });
    const setting = {
      scripts: [nx, nx, nx],
      options: 'rotate ndots:5',
      order: { name: 'web', firstServer: 1 },
    };
    const { servers } = await glibc({ ...setting, conf: { search: ['one.test', 'two.test'] } });
    expect(servers.map(({ received }) => received[0]?.name)).toEqual(['web', 'web.one.test', 'web.two.test']);
    const still = await glibc({ ...setting, options: 'ndots:5' });
    expect(new Set(still.sent.map((query) => query.slice(-2)))).toEqual(new Set(['n0']));
  });
});
