import { describe, expect, it } from 'vitest';
import { type Action, always, byTransport, byType, inOrder } from '../../../src/demo/script.ts';
import type { Rcode } from '../../../src/domain/outcome.ts';
import { PROFILES } from '../../../src/resolver/profile.ts';
import { requirement } from '../../support/machine/requirement.ts';
import { closedServer } from '../../support/wire/closed-server.ts';
import { lookUp, type Setting } from '../../support/wire/lookups.ts';
import { hasIpv6, NO_IPV6 } from '../../support/wire/scripted-server.ts';

const DROP: Action = { kind: 'drop' };
const ANSWER: Action = { kind: 'answer' };
const BOTH = ['192.0.2.1', '2001:db8::1'];
const rcode = (code: Rcode): Action => ({ kind: 'rcode', rcode: code });
const musl = (setting: Setting) => lookUp('musl', setting);

describe('musl, one nameserver', () => {
  it('asks A and AAAA from one port at once, and is done', async () => {
    const { outcome, sent, seconds } = await musl({ scripts: [always(ANSWER)] });
    expect(outcome).toMatchObject({ profile: 'musl', result: 'ok', addresses: BOTH, retries: 0 });
    expect([seconds, sent]).toEqual([0, ['A@0.0 u0', 'AAAA@0.0 u0']]);
  });

  it.each(['A', 'AAAA'] as const)('asks again 2.5 s after %s was lost, for that one only', async (qtype) => {
    const { outcome, sent, seconds } = await musl({ scripts: [byType({ [qtype]: inOrder([DROP]) })] });
    expect([outcome.result, outcome.addresses, seconds, outcome.retries]).toEqual(['ok', BOTH, 2.5, 1]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', `${qtype}@2.5 u0`]);
  });

  it('fails after 5 s and two rounds when all is lost', async () => {
    const { outcome, sent, seconds } = await musl({ scripts: [always(DROP)] });
    expect([outcome.result, seconds, outcome.retries]).toEqual(['timeout', 5, 1]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'A@2.5 u0', 'AAAA@2.5 u0']);
    expect(outcome.queries.map(({ outcome: query }) => query.kind)).toEqual(Array(4).fill('timed-out'));
  });

  it.each(['A', 'AAAA'] as const)('fails as a whole after 5 s when %s is always lost', async (qtype) => {
    const { outcome, seconds } = await musl({ scripts: [byType({ [qtype]: DROP })] });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['timeout', [], 5]);
  });

  it('takes a late answer to the first query after the second was sent', async () => {
    const slow = { kind: 'delay', ms: 3000, action: ANSWER } as const;
    const { outcome, seconds } = await musl({ scripts: [byType({ AAAA: inOrder([slow], DROP) })] });
    expect([outcome.result, seconds]).toEqual(['ok', 3]);
    expect(outcome.queries.map(({ outcome: query }) => query.kind)).toEqual([
      'answered',
      'late',
      'timed-out',
    ]);
  });

  it('hears nothing of a refusal, and waits', async () => {
    const { outcome, seconds } = await musl({ scripts: [], conf: { nameservers: [await closedServer()] } });
    expect([outcome.result, seconds]).toEqual(['timeout', 5]);
  });

  it('takes no answer from an address that was not asked', async () => {
    const { outcome, seconds } = await musl({ scripts: [always({ kind: 'wrong-source' })] });
    expect([outcome.result, seconds, outcome.strays.wrongSource]).toEqual(['timeout', 5, 4]);
  });

  // What musl 1.2.3 did on Linux 6.18 for most or all of twelve lookups: docs/decisions/013.
  it.each([
    ['attempts:3', 3, 3 * 1.666],
    ['timeout:1 attempts:3', 3, 3 * 0.333],
    ['timeout:2 attempts:3', 3, 3 * 0.666],
    ['timeout:1 attempts:6', 7, 7 * 0.166],
    ['timeout:1 attempts:7', 8, 8 * 0.142],
    ['timeout:3 attempts:7', 7, 7 * 0.428],
    ['timeout:1 attempts:9', 9, 9 * 0.111],
  ] as const)(
    'where the interval does not divide its time, with %s, asks %i times',
    async (options, rounds, took) => {
      const { sent, seconds } = await musl({ scripts: [always(DROP)], options });
      expect(sent).toHaveLength(2 * rounds);
      expect(seconds).toBeCloseTo(took, 3);
    },
  );

  it('knows timeout, attempts and ndots, and no other option', async () => {
    const options = 'timeout:2 attempts:1 single-request single-request-reopen use-vc no-aaaa rotate';
    const { sent, seconds } = await musl({ scripts: [always(DROP)], options });
    expect([seconds, sent]).toEqual([2, ['A@0.0 u0', 'AAAA@0.0 u0']]);
  });

  it('without any time asks nobody', async () => {
    const { outcome, sent } = await musl({ scripts: [always(ANSWER)], options: 'timeout:0' });
    expect([outcome.result, sent]).toEqual(['timeout', []]);
  });
});

describe('musl, response codes', () => {
  it('sends again at once on SERVFAIL, four times a round, and waits: 12 packets in 5 s', async () => {
    const { outcome, sent, seconds } = await musl({ scripts: [always(rcode('SERVFAIL'))] });
    expect([outcome.result, seconds, sent.length]).toEqual(['timeout', 5, 12]);
    expect(sent.filter((query) => query.includes('@0.0'))).toHaveLength(6);
    expect(sent.filter((query) => query.includes('@2.5'))).toHaveLength(6);
  });

  it('is content when the second try is no SERVFAIL any more', async () => {
    const script = byType({ AAAA: inOrder([rcode('SERVFAIL')]) });
    const { outcome, sent, seconds } = await musl({ scripts: [script] });
    expect([outcome.result, seconds, sent]).toEqual(['ok', 0, ['A@0.0 u0', 'AAAA@0.0 u0', 'AAAA@0.0 u0']]);
    expect(outcome.retries).toBe(1);
  });

  it('fails after 5 s when one family is always SERVFAIL', async () => {
    const { outcome, seconds } = await musl({ scripts: [byType({ AAAA: rcode('SERVFAIL') })] });
    expect([outcome.result, seconds]).toEqual(['timeout', 5]);
  });

  it.each(['REFUSED', 'NOTIMP', 'FORMERR', 'OTHER'] as const)(
    'behaves as if %s had not come',
    async (code) => {
      const { outcome, sent, seconds } = await musl({ scripts: [always(rcode(code))] });
      expect([outcome.result, seconds, sent.length]).toEqual(['timeout', 5, 4]);
    },
  );

  it.each([{ kind: 'nxdomain' }, { kind: 'nodata' }, { kind: 'lame' }] as const)(
    'accepts $kind as an answer',
    async (action) => {
      const { outcome, sent, seconds } = await musl({ scripts: [always(action)] });
      expect([outcome.result, seconds, sent.length]).toEqual(['not-found', 0, 2]);
    },
  );
});

describe('musl, truncation', () => {
  it('asks for the truncated answer alone over TCP', async () => {
    const { outcome, sent, seconds } = await musl({ scripts: [byType({ AAAA: { kind: 'truncate' } })] });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['ok', BOTH, 0]);
    expect(sent).toEqual(['A@0.0 u0', 'AAAA@0.0 u0', 'AAAA@0.0 t1']);
  });

  it.each(['close', 'reset'] as const)('ends the lookup at once when TCP ends in a %s', async (kind) => {
    const script = byTransport({ udp: { kind: 'truncate' }, tcp: { kind } });
    const { outcome, seconds } = await musl({ scripts: [script] });
    expect([outcome.result, outcome.addresses, seconds]).toEqual(['timeout', [], 0]);
  });

  it('waits for TCP until its time is over, and does not ask over UDP again meanwhile', async () => {
    const script = byTransport({ udp: byType({ A: { kind: 'truncate' } }), tcp: DROP });
    const { outcome, sent, seconds } = await musl({ scripts: [script] });
    expect([outcome.result, seconds, sent]).toEqual(['timeout', 5, ['A@0.0 u0', 'AAAA@0.0 u0', 'A@0.0 t1']]);
  });

  it('before 1.2.4 took what was there', async () => {
    const { outcome, sent } = await musl({
      scripts: [byType({ AAAA: { kind: 'truncate' } })],
      order: { profile: PROFILES['musl-1.2.3'] },
    });
    expect([outcome.result, outcome.addresses, sent.length]).toEqual(['ok', ['192.0.2.1'], 2]);
  });
});

describe('musl, several nameservers', () => {
  it('asks all of them at once, from one port, and is done with the first answers', async () => {
    const { outcome, sent, seconds } = await musl({ scripts: [always(DROP), always(ANSWER), always(DROP)] });
    expect([outcome.result, seconds, outcome.retries]).toEqual(['ok', 0, 0]);
    expect([...sent].sort()).toEqual(
      ['A', 'AAAA'].flatMap((qtype) => [0, 1, 2].map((server) => `${qtype}@0.0 u0 n${server}`)).sort(),
    );
    expect(outcome.queries.map(({ outcome: query }) => query.qtype)).toEqual([
      'A',
      'A',
      'A',
      'AAAA',
      'AAAA',
      'AAAA',
    ]);
  });

  it('fails after 5 s whatever their number when all is lost', async () => {
    const { outcome, sent, seconds } = await musl({ scripts: [always(DROP), always(DROP), always(DROP)] });
    expect([outcome.result, seconds, sent.length, outcome.retries]).toEqual(['timeout', 5, 12, 1]);
  });

  it('asks only the server that failed again', async () => {
    const { sent } = await musl({ scripts: [inOrder([rcode('SERVFAIL')], DROP), always(DROP)] });
    const first = sent.filter((query) => query.includes('@0.0'));
    expect(first.filter((query) => query.endsWith('n0'))).toHaveLength(3);
    expect(first.filter((query) => query.endsWith('n1'))).toHaveLength(2);
  });

  it('reaches IPv4 and IPv6 servers from one socket', async (ctx) => {
    requirement(ctx, hasIpv6(), NO_IPV6);
    const { servers } = await musl({ scripts: [always(ANSWER)] });
    const v6 = { address: '::1', port: 1 };
    const nameservers = [v6, ...servers.map(({ server }) => server)];
    const { outcome } = await musl({ scripts: [], conf: { nameservers } });
    expect(outcome.result).toBe('ok');
  });
});
