import { describe, expect, it } from 'vitest';
import { type Action, always, byType, inOrder, type ReceivedQuery } from '../../src/demo/script.ts';
import { PROFILE_IDS } from '../../src/domain/lookup.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { lookup } from '../../src/resolver/lookup.ts';
import { PROFILES } from '../../src/resolver/profile.ts';
import { parseResolvConf } from '../../src/resolver/resolv-conf.ts';
import { lookUp, type Setting } from '../support/wire/lookups.ts';
import { NO_LAG, serve } from '../support/wire/scripted-server.ts';

const DROP: Action = { kind: 'drop' };
const NX: Action = { kind: 'nxdomain' };
const CLUSTER = ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];

/** Each name gets its action; a name that is not listed does not exist. */
const names = (actions: Record<string, Action>) => (query: ReceivedQuery) => actions[query.name] ?? NX;

const inCluster = (name: string, actions: Record<string, Action>, options = 'ndots:5'): Setting => ({
  scripts: [names(actions)],
  options,
  conf: { search: CLUSTER },
  order: { name },
});

describe.each(PROFILE_IDS)('a lookup by %s', (profile) => {
  it('walks the search list until a name is found', async () => {
    const found = { 'web.svc.cluster.local': { kind: 'answer' } } as const;
    const { outcome, sent } = await lookUp(profile, inCluster('web', found));
    expect(outcome).toMatchObject({ result: 'ok', retries: 0, addresses: ['192.0.2.1', '2001:db8::1'] });
    expect(outcome.candidates).toEqual(['web.default.svc.cluster.local', 'web.svc.cluster.local']);
    expect(outcome.queries.map(({ candidate }) => candidate)).toEqual([0, 0, 1, 1]);
    // Each candidate has a socket of its own.
    expect(sent.map((query) => query.slice(-2))).toEqual(['u0', 'u0', 'u1', 'u1']);
  });

  it('sends 8 queries for a name that does not exist', async () => {
    const { outcome, sent } = await lookUp(profile, inCluster('example.com', {}));
    expect([outcome.result, outcome.candidates, sent.length]).toEqual([
      'not-found',
      [...CLUSTER.map((domain) => `example.com.${domain}`), 'example.com'],
      8,
    ]);
  });

  it('asks only for the name itself if it ends with a dot', async () => {
    const { outcome, sent } = await lookUp(profile, inCluster('example.com.', {}));
    expect([outcome.name, outcome.candidates, sent.length]).toEqual(['example.com.', ['example.com'], 2]);
  });

  it('adds the times and retries of its candidates up', async () => {
    const once = () => inOrder([DROP], NX);
    const script = byType({ A: once(), AAAA: once() });
    const { outcome, seconds } = await lookUp(profile, {
      scripts: [(query) => (query.name === 'web' ? { kind: 'answer' } : script(query))],
      options: 'ndots:5 timeout:2',
      conf: { search: ['one.test'] },
      order: { name: 'web' },
    });
    expect([outcome.result, outcome.retries, seconds]).toEqual([
      'ok',
      1,
      profile.startsWith('glibc') ? 2 : 1,
    ]);
    expect(outcome.queries.map(({ candidate, attempt }) => `${candidate}.${attempt}`)).toEqual([
      '0.0',
      '0.0',
      '0.1',
      '0.1',
      '1.0',
      '1.0',
    ]);
  });

  it('says when it started and how long it took, without the wait for late answers', async () => {
    const slow: Action = { kind: 'delay', ms: 6000, action: { kind: 'answer' } };
    const { outcome, seconds } = await lookUp(profile, {
      scripts: [byType({ AAAA: slow })],
      options: 'timeout:1 attempts:1',
      order: { graceMs: 10_000 },
    });
    expect(seconds).toBe(profile.startsWith('glibc') ? 3 : 1);
    const kinds = outcome.queries.map(({ outcome: query }) => `${query.qtype} ${query.kind}`);
    expect(kinds.filter((kind) => kind.startsWith('AAAA'))).toEqual(
      Array(profile.startsWith('glibc') ? 3 : 1).fill('AAAA late'),
    );
    expect(outcome.startedAt).toBe(Date.UTC(2026, 0, 1));
  });

  it('ends at once when aborted, over UDP and TCP, and counts no failure', async () => {
    for (const options of ['timeout:30', 'timeout:30 use-vc']) {
      const { server } = await serve(always(DROP));
      const controller = new AbortController();
      const startMs = systemClock.now();
      const conf = { ...parseResolvConf(`options ${options}`, profile), nameservers: [server, server] };
      const order = { name: 'web.test', profile: PROFILES[profile], conf, graceMs: 60_000 };
      const outcome = lookup(order, { clock: systemClock, lag: NO_LAG, signal: controller.signal });
      setImmediate(() => controller.abort());
      expect((await outcome).result).toBe('aborted');
      const kinds = (await outcome).queries.map(({ outcome: query }) => query.kind);
      expect(new Set(kinds)).toEqual(new Set(['aborted']));
      // No wait for an answer: that is 30 s, so that no pause of a busy machine is taken for it.
      expect(systemClock.now() - startMs).toBeLessThan(10_000);
    }
  });

  it('keeps its result when aborted afterwards, while it waits for late answers', async () => {
    const { server } = await serve(byType({ AAAA: { kind: 'rcode', rcode: 'SERVFAIL' }, A: DROP }));
    const controller = new AbortController();
    const conf = { ...parseResolvConf('', profile), nameservers: [server], timeoutMs: 1000, attempts: 1 };
    const order = { name: 'web.test', profile: PROFILES[profile], conf, graceMs: 60_000 };
    const startMs = systemClock.now();
    const running = lookup(order, { clock: systemClock, lag: NO_LAG, signal: controller.signal });
    systemClock.after(1500, () => controller.abort());
    const outcome = await running;
    expect(outcome.result).not.toBe('aborted');
    expect(outcome.queries.filter(({ outcome: query }) => query.kind === 'timed-out').length).toBeGreaterThan(
      0,
    );
    expect(systemClock.now() - startMs).toBeLessThan(5000);
  });

  it('reports how long the event loop stood still', async () => {
    const { server } = await serve(always({ kind: 'answer' }));
    const conf = { ...parseResolvConf('', profile), nameservers: [server] };
    const order = { name: 'web.test', profile: PROFILES[profile], conf, graceMs: 0 };
    const lag = { longestSince: () => 77 };
    const { starvedMs } = await lookup(order, {
      clock: systemClock,
      lag,
      signal: new AbortController().signal,
    });
    expect(starvedMs).toBe(77);
  });

  it('survives search domains that make no names', async () => {
    const { outcome } = await lookUp(profile, {
      ...inCluster('web', { web: { kind: 'answer' } }),
      conf: { search: ['a..b', '"quoted"', 'x'.repeat(64), `${'y.'.repeat(126)}z`, ''] },
    });
    // musl 1.2.3 gives up on the first of them.
    const expected = profile === 'musl-1.2.3' ? ['not-found', ['web.a..b']] : ['ok', ['web']];
    expect([outcome.result, outcome.candidates]).toEqual(expected);
  });
});

describe('the end of the search list', () => {
  const TIMES = 'ndots:5 timeout:1 attempts:1';
  const first = (action: Action) => ({ 'web.default.svc.cluster.local': action });

  it('glibc goes on after SERVFAIL and NODATA, and reports NODATA, then SERVFAIL, before the rest', async () => {
    const servfail: Action = { kind: 'rcode', rcode: 'SERVFAIL' };
    const failing = await lookUp('glibc', inCluster('web', first(servfail), TIMES));
    expect([failing.outcome.result, failing.outcome.candidates.length]).toEqual(['server-failure', 4]);
    const both = { ...first(servfail), 'web.cluster.local': { kind: 'nodata' } } as const;
    const nodata = await lookUp('glibc', inCluster('web', both, TIMES));
    expect([nodata.outcome.result, nodata.outcome.candidates.length]).toEqual(['not-found', 4]);
  });

  it.each([
    ['a timeout', DROP, 1],
    ['REFUSED', { kind: 'rcode', rcode: 'REFUSED' }, 0],
  ] as const)('glibc jumps to the bare name after %s', async (_, action, seconds) => {
    const jumped = await lookUp(
      'glibc',
      inCluster('web', { ...first(action), web: { kind: 'answer' } }, TIMES),
    );
    expect([jumped.outcome.result, jumped.seconds]).toEqual(['ok', seconds]);
    expect(jumped.outcome.queries.at(-1)).toMatchObject({ candidate: 3, outcome: { name: 'web' } });
    expect(new Set(jumped.servers[0]?.received.map(({ name }) => name)).size).toBe(2);
  });

  it('glibc loses 2 s, not 4, when all is lost in three search domains', async () => {
    const { seconds, sent } = await lookUp('glibc', {
      ...inCluster('web', {}, TIMES),
      scripts: [always(DROP)],
    });
    expect([seconds, sent.length]).toEqual([2, 4]);
  });

  it('glibc reports the end of the bare name if that came first, whatever the list says after it', async () => {
    const options = 'ndots:1 timeout:1 attempts:1';
    const dead = { 'web.test': DROP } as const;
    const { outcome, seconds } = await lookUp('glibc', inCluster('web.test', dead, options));
    expect([outcome.result, seconds, outcome.candidates.length]).toEqual(['timeout', 1, 4]);
    const failing = {
      'web.test': { kind: 'rcode', rcode: 'SERVFAIL' },
      'web.test.cluster.local': { kind: 'nodata' },
    } as const;
    expect((await lookUp('glibc', inCluster('web.test', failing, options))).outcome.result).toBe(
      'server-failure',
    );
  });

  it.each([
    ['SERVFAIL', { kind: 'rcode', rcode: 'SERVFAIL' }, 'timeout'],
    ['NODATA', { kind: 'nodata' }, 'not-found'],
    ['a timeout', DROP, 'timeout'],
  ] as const)('musl stops after %s and leaves the bare name out', async (_, action, result) => {
    const { outcome } = await lookUp(
      'musl',
      inCluster('web', { ...first(action), web: { kind: 'answer' } }, TIMES),
    );
    expect([outcome.result, outcome.candidates]).toEqual([result, ['web.default.svc.cluster.local']]);
  });

  it('musl goes on when A does not exist, though AAAA was never answered', async () => {
    const { outcome, seconds } = await lookUp('musl', {
      scripts: [(query) => (query.name === 'web' ? { kind: 'answer' } : query.qtype === 'A' ? NX : DROP)],
      options: TIMES,
      conf: { search: ['one.test'] },
      order: { name: 'web' },
    });
    expect([outcome.result, seconds]).toEqual(['ok', 1]);
  });

  it('musl leaves the list out for a name with enough dots', async () => {
    const { outcome } = await lookUp('musl', inCluster('web.test', {}, 'ndots:1'));
    expect([outcome.result, outcome.candidates]).toEqual(['not-found', ['web.test']]);
  });
});

describe('a half-denied name: A exists, AAAA does not', () => {
  const halfDenied: Setting = { scripts: [byType({ AAAA: NX })] };

  it.each([
    ['glibc', 'ok', ['192.0.2.1']],
    ['glibc-2.41', 'ok', ['192.0.2.1']],
    ['musl', 'not-found', []],
    ['musl-1.2.3', 'not-found', []],
  ] as const)('%s: %s', async (profile, result, addresses) => {
    const { outcome, seconds } = await lookUp(profile, halfDenied);
    expect([outcome.result, outcome.addresses, seconds]).toEqual([result, addresses, 0]);
  });
});

describe('a CNAME record', () => {
  const alias = (cname: 'before' | 'after' | 'alone'): Setting => ({
    scripts: [always({ kind: 'alias', cname })],
    options: 'ndots:5',
    conf: { search: CLUSTER },
    order: { name: 'web' },
  });
  const BOTH = ['192.0.2.1', '2001:db8::1'];

  it.each([
    ['glibc', 'before', 'ok', BOTH],
    ['glibc', 'after', 'not-found', []],
    ['glibc', 'alone', 'not-found', []],
    ['glibc-2.41', 'after', 'not-found', []],
    ['musl', 'before', 'ok', BOTH],
    ['musl', 'after', 'ok', BOTH],
    ['musl', 'alone', 'not-found', []],
  ] as const)(
    'for %s, %s the addresses: %s, and the search list ends',
    async (profile, where, result, found) => {
      const { outcome, sent } = await lookUp(profile, alias(where));
      expect([outcome.result, outcome.addresses, sent.length]).toEqual([result, found, 2]);
    },
  );
});

describe('answers that are not well-formed', () => {
  const servfailHeader = ({ bytes }: ReceivedQuery): Action => ({
    kind: 'garbage',
    bytes: Uint8Array.from([...bytes.slice(0, 2), 0x81, 0x82, 0, 0, 0, 0, 0, 0, 0, 0]),
  });
  const nxdomainHeader = ({ bytes }: ReceivedQuery): Action => ({
    kind: 'garbage',
    bytes: Uint8Array.from([...bytes.slice(0, 2), 0x81, 0x83, 0, 0, 0, 0, 0, 0, 0, 0]),
  });
  const kinds = ({ queries }: Awaited<ReturnType<typeof lookUp>>['outcome']) => [
    ...new Set(queries.map(({ outcome }) => (outcome.kind === 'malformed' ? outcome.reason : outcome.kind))),
  ];

  it.each([
    ['glibc', 'timeout', 10],
    ['glibc-2.41', 'server-failure', 0],
    ['musl', 'timeout', 5],
  ] as const)('SERVFAIL of a header alone: %s ends with %s after %i s', async (profile, result, waited) => {
    const { outcome, seconds } = await lookUp(profile, { scripts: [servfailHeader] });
    expect([outcome.result, seconds, kinds(outcome)]).toEqual([result, waited, ['header-only']]);
  });

  it.each([
    ['glibc', 'timeout', 10],
    ['glibc-2.41', 'not-found', 0],
    ['musl', 'not-found', 0],
  ] as const)('NXDOMAIN of a header alone: %s ends with %s after %i s', async (profile, result, waited) => {
    const { outcome, seconds } = await lookUp(profile, { scripts: [nxdomainHeader] });
    expect([outcome.result, seconds, kinds(outcome)]).toEqual([result, waited, ['header-only']]);
  });
});

describe('glibc with `edns0` and `trust-ad`', () => {
  it.each([
    ['glibc', 'edns0 trust-ad', [0x01, 0x20], '00002904b0000000000000'],
    ['glibc', 'edns0', [0x01, 0x00], '00002904b0000000000000'],
    ['glibc', '', [0x01, 0x00], ''],
    ['musl', 'edns0 trust-ad', [0x01, 0x00], ''],
  ] as const)('%s with `%s`', async (profile, options, flags, additional) => {
    const { outcome, servers } = await lookUp(profile, { scripts: [byType({})], options });
    expect(outcome.optPayload).toBe(additional === '' ? 0 : 1200);
    const question = 'web.test'.length + 2 + 4;
    const queries = servers.flatMap(({ received }) => received.map(({ bytes }) => bytes));
    expect(queries).toHaveLength(2);
    for (const bytes of queries) {
      expect([...bytes.slice(2, 4)]).toEqual(flags);
      expect(Buffer.from(bytes.slice(12 + question)).toString('hex')).toBe(additional);
    }
  });
});

describe('an error answer to the first of two questions in turn', () => {
  const failing: Setting = { scripts: [byType({ A: { kind: 'rcode', rcode: 'SERVFAIL' } })] };
  const options = 'single-request timeout:1 attempts:1';

  it('makes glibc before 2.41 wait for an answer whose question it never sent', async () => {
    const { outcome, sent, seconds } = await lookUp('glibc', { ...failing, options });
    expect([outcome.result, seconds, sent]).toEqual(['server-failure', 1, ['A@0.0 u0']]);
  });

  it('makes glibc 2.41 go on at once', async () => {
    const { outcome, sent, seconds } = await lookUp('glibc-2.41', { ...failing, options });
    expect([outcome.result, seconds, sent]).toEqual(['server-failure', 0, ['A@0.0 u0']]);
  });
});

it('strict-error (glibc 2.41): an error answer to one question is no result, and the next server is asked', async () => {
  const scripts = [byType({ AAAA: { kind: 'rcode', rcode: 'SERVFAIL' } }), byType({})];
  const { outcome } = await lookUp('glibc-2.41', { scripts, options: 'strict-error' });
  expect([outcome.result, outcome.addresses]).toEqual(['ok', ['192.0.2.1', '2001:db8::1']]);
  const lenient = await lookUp('glibc-2.41', { scripts });
  expect(lenient.outcome.addresses).toEqual(['192.0.2.1']);
});

describe('`search .`', () => {
  const setting: Setting = {
    ...inCluster('web', { web: { kind: 'answer' } }),
    conf: { search: ['', 'one.test'] },
  };

  it.each([
    ['glibc', 'ok', ['web']],
    ['musl', 'ok', ['web.one.test', 'web']],
    ['musl-1.2.3', 'not-found', []],
  ] as const)('%s: %s', async (profile, result, asked) => {
    const { outcome } = await lookUp(profile, setting);
    expect(outcome.result).toBe(result);
    expect([...new Set(outcome.queries.map(({ outcome: query }) => query.name))]).toEqual(asked);
  });
});
