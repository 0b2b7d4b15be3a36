import { describe, expect, it } from 'vitest';
import type { Findings } from '../../../src/check/findings.ts';
import { report } from '../../../src/check/output/report.ts';
import { networkErrors, sendErrors } from '../../../src/check/query-errors.ts';
import type { Evidence } from '../../../src/domain/evidence.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { painter } from '../../../src/platform/paint.ts';
import { arm, dead, endpointArm, evidence, fates, still } from '../../diagnosis/evidences.ts';
import { lookup, NAME, networkError, pair, sendError } from '../../support/wire/outcomes.ts';
import { findings, judged, NODE, NOTHING_ASKED, RACE, REPAIRED } from '../found.ts';

const RED = '\u001b[31m';
const GREEN = '\u001b[32m';
const YELLOW = '\u001b[33m';

const plain = (changes: Partial<Findings> = {}, explain = false) =>
  report(findings(changes), painter(false), explain);
const coloured = (changes: Partial<Findings> = {}) => report(findings(changes), painter(true), false);
/** What the line that begins so goes on with. */
const line = (text: string, start: string) =>
  text
    .split('\n')
    .find((one) => one.startsWith(start))
    ?.slice(start.length)
    .trim();

describe('the report on a healthy path', () => {
  it('has this text', () => {
    const endpoint = endpointArm('10.244.0.2', arm('endpoint', 50));
    const measured = { ...evidence(), arms: [arm('pair', 100), endpoint] };
    expect(plain({ judgement: judged([], measured, 'absent') })).toBe(`\
node         node-1, Linux 6.1.0
nameserver   10.96.0.10:53
DNS pods     10.244.0.2:53, 10.244.0.3:53
names        kubernetes.default.svc.cluster.local.
measured     150 pairs and 3 lookups in 20 s, at most 200 queries a second

strategy  pairs  pairs lost  loss %  95 % interval  p50 ms  p99 ms
pair        100           0     0.0     0.0 to 3.7     2.0     2.0
endpoint     50           0     0.0     0.0 to 7.1     2.0     2.0

DNS pod         pairs  pairs lost  loss %  95 % interval  p50 ms  p99 ms
10.244.0.2 udp     50           0     0.0     0.0 to 7.1     2.0     2.0

lookups of kubernetes.default.svc.cluster.local. as glibc: 3, 0 stalled, 0 failed, median 3 ms, longest 4 ms

race window: absent: A and AAAA do not clash in conntrack here, even when provoked

Healthy: fivesec found no lost, slow or refused queries that need an explanation. A loss of less than 3.7 % may go unseen.
`);
  });

  it('says how many names were not found: a wrong name is no healthy one', () => {
    const lookups = [lookup({ durationMs: 2, result: 'not-found' }), lookup({ durationMs: 2 })];
    expect(plain({ lookups })).toContain(': 2, 0 stalled, 0 failed, 1 not found, median');
  });

  it('states the few lost queries that are no reason for a verdict', () => {
    const measured = { ...evidence(), arms: [arm('pair', 800), dead('race', 200, 1)] };
    expect(plain({ judgement: judged([], measured) })).toContain(
      'Of 1000 pairs 1 lost a query: networks lose single packets, and no lookup waited for one of these.',
    );
  });

  it('says so if netfilter does not see the path, so that its silent counters rule nothing out', () => {
    const node = still(20_000, { conntrackEntries: read(3) });
    const measured = { ...evidence(), windowMs: 20_000, node, arms: [arm('pair', 800)] };
    expect(plain({ judgement: judged([], measured) })).toContain('netfilter does not see this path');
  });

  it('is green on a terminal, and without a code anywhere else', () => {
    expect(coloured()).toContain(`${GREEN}Healthy: `);
    expect(plain()).not.toContain('\u001b');
  });
});

describe('with --flows', () => {
  const withFlows = (flows: NonNullable<Evidence['flows']>) =>
    plain({ judgement: judged([], { ...evidence(), flows }) });

  it('says where each lost query went, on a line of its own', () => {
    expect(withFlows(fates({ lost: 5, unreplied: { '10.244.0.3': 4 }, noEntry: 1 }))).toContain(
      "\n\nlost queries via the VIP: 5; the node's conntrack table shows 4 unreplied to 10.244.0.3, 1 without an entry\n",
    );
    expect(withFlows(fates({ lost: 0 }))).not.toContain('lost queries via the VIP');
  });

  it('says why it is not known where they went', () => {
    const detail = '/proc/1/net/nf_conntrack: EACCES';
    expect(line(withFlows(absent('no-permission', detail)), 'not known')).toBe(
      `where lost queries went (${detail})`,
    );
  });
});

it('the report does not call a few pairs healthy', () => {
  const measured = { ...evidence(), arms: [arm('pair', 8), arm('race', 6), arm('sequential', 300)] };
  expect(coloured({ judgement: judged([], measured) })).toContain(
    `${YELLOW}Nothing was found, but 14 pairs as applications send them are too few to call this healthy: a loss of 22 % could go unseen (--duration, --max-qps).`,
  );
});

describe('its head', () => {
  it('says which flags would make the DNS pods known', () => {
    expect(line(plain({ endpoints: [] }), 'DNS pods')).toBe('not known (--endpoint, --endpoints-name)');
  });

  it('says that the Service of the DNS pods has no address', () => {
    const empty = { endpoints: [], endpointsName: 'dns-pods.test.' };
    expect(line(plain(empty), 'DNS pods')).toBe(
      'none found: dns-pods.test. has no address, or got no answer',
    );
  });

  it('names the node-local cache only where there is one', () => {
    expect(plain()).not.toContain('node-local');
    const nodeLocal = { address: '169.254.20.10', port: 53 };
    expect(line(plain({ nodeLocal }), 'node-local')).toBe('169.254.20.10:53');
  });

  it('lists several nameservers and names, and takes letters of any script as they are', () => {
    const text = plain({
      nodeName: 'nœud-節点',
      nameservers: [
        { address: 'fd00::a', port: 53 },
        { address: '10.96.0.10', port: 5353 },
      ],
      names: ['bücher.example.', '例え.テスト.'],
    });
    expect(line(text, 'node  ')).toBe('nœud-節点, Linux 6.1.0');
    expect(line(text, 'nameserver')).toBe('[fd00::a]:53, 10.96.0.10:5353');
    expect(line(text, 'names  ')).toBe('bücher.example., 例え.テスト.');
  });

  it('leaves a kernel out that cannot be read, and says why conntrack was not', () => {
    const detail = '/proc/1/net/stat/nf_conntrack: ENOENT';
    const gone = absent('not-configured', detail);
    const text = plain({ node: { ...NODE, kernel: gone, conntrack: gone } });
    expect(line(text, 'node  ')).toBe('node-1');
    expect(line(text, 'not known')).toBe(`conntrack statistics (${detail})`);
    expect(plain()).not.toContain('not known');
  });

  it('explains a check that took longer than it was asked to', () => {
    expect(line(plain({ durationMs: 27_000, askedMs: 15_000 }), 'measured')).toContain(
      'in 27 s (12 s of it waiting for missing answers), ',
    );
    expect(line(plain({ durationMs: 20_999, askedMs: 20_000 }), 'measured')).toContain('in 21 s, ');
  });
});

describe('the lines about lookups and network errors', () => {
  it('are one for each name and profile', () => {
    const text = plain({
      lookups: [
        lookup({ durationMs: 5003 }),
        lookup({ profile: 'musl', durationMs: 12_345, result: 'timeout' }),
      ],
    });
    expect(line(text, `lookups of ${NAME} as glibc:`)).toBe(
      '1, 1 stalled, 0 failed, median 5003 ms, longest 5003 ms',
    );
    expect(line(text, `lookups of ${NAME} as musl:`)).toBe(
      '1, 1 stalled, 1 failed, median 12 s, longest 12 s',
    );
  });

  it('name each server with a network error, and how often it came', () => {
    const found = networkErrors([pair({ a: networkError('A'), aaaa: networkError('AAAA') })]);
    expect(line(plain({ networkErrors: found }), '10.96.0.10:53 over udp:')).toMatch(
      /^2 of 2 queries ended in ECONNREFUSED \(refused: /,
    );
  });

  it('count a query that the kernel did not send once', () => {
    const pairs = [pair({ a: sendError('A') })];
    const text = plain({ sendErrors: sendErrors(pairs), networkErrors: networkErrors(pairs) });
    expect(text.match(/ENETUNREACH/g)).toHaveLength(1);
    expect(line(text, '10.96.0.10:53 over udp:')).toMatch(/^1 of 2 queries were not sent: ENETUNREACH \(/);
  });
});

describe('a verdict', () => {
  it('comes with its rule, its facts and what helps, numbered', () => {
    const text = plain({ judgement: judged([RACE], evidence(), 'open') });
    expect(text.slice(text.indexOf('race window'))).toBe(`\
race window: open: A and AAAA of one lookup clash in conntrack here, and one of them is lost

verdict: conntrack-race (97 % sure): A and AAAA clash in conntrack under DNAT and one of them is dropped
  facts (rule losses-with-race)
  - race: 40 of 100 (40 %)
  - insert_failed rose by 40
  what helps, best first
  1. Set options single-request-reopen.
  2. Run a node-local cache.
`);
  });

  it('is one of several, in their order, and none of them is called healthy', () => {
    const lossy = { ...RACE, cause: 'packet-loss', confidence: 0.055 } as const;
    const text = plain({ judgement: judged([RACE, lossy, REPAIRED]) });
    const heads = [...text.matchAll(/^(\w+): (\S+) \((.+) sure\)/gm)];
    expect(heads.map(([, ...words]) => words)).toEqual([
      ['verdict', 'conntrack-race', '97 %'],
      ['unlikely', 'packet-loss', '6 %'],
      ['verdict', 'clash-repaired', '60 %'],
    ]);
    expect(text).not.toContain('Healthy');
    // A cause that is unlikely has facts, and no advice.
    expect(text.match(/what helps/g)).toHaveLength(1);
  });

  it('is red where something is wrong, green where it is harmless', () => {
    const text = coloured({ judgement: judged([RACE, REPAIRED]) });
    expect(text).toContain(`${RED}verdict: conntrack-race\u001b[39m (97 % sure)`);
    expect(text).toContain(`${GREEN}verdict: clash-repaired\u001b[39m (60 % sure)`);
  });

  it('calls a harmless one aside what it is, not a doubt: something else is the reason', () => {
    const aside = { ...REPAIRED, confidence: 0.3 };
    const text = plain({ judgement: judged([RACE, aside]) });
    expect(text).toContain(
      '\nnot the reason: clash-repaired: A and AAAA clash in conntrack and the kernel repairs it',
    );
    expect(text).not.toContain('30 %');
  });

  it('does not say how sure it is that the cause is not known', () => {
    const unknown = { ...RACE, cause: 'not-enough-evidence', confidence: 1, remedies: [] } as const;
    expect(plain({ judgement: judged([unknown]) })).toContain(
      '\nverdict: not-enough-evidence: something stalls',
    );
  });

  it('promises no help where there is none', () => {
    expect(plain({ judgement: judged([REPAIRED]) })).not.toContain('what helps');
  });
});

describe('the report on an interrupted check', () => {
  it('says so, and does not call healthy what it has not seen', () => {
    const text = plain({ durationMs: 4_321, askedMs: 4_321, interrupted: true });
    expect(text).toMatch(
      /\n\ninterrupted after 4321 ms: this is what fivesec knew by then\n\nNothing was found so far\.\n$/,
    );
    expect(coloured({ interrupted: true })).toContain(`${YELLOW}interrupted after `);
    expect(text).not.toContain('Healthy');
  });

  it('still has the verdict that was clear by then', () => {
    const text = plain({ interrupted: true, judgement: judged([RACE]) });
    expect(text).toMatch(/^interrupted after .+\n\nverdict: conntrack-race /m);
    expect(text).not.toContain('so far');
  });

  it('has no empty table where nothing was asked yet', () => {
    expect(plain(NOTHING_ASKED).split('\n\n').slice(1)).toEqual([
      'lookups: none ended in this time (--duration, --max-qps)',
      'race window: unknown: what was measured does not show whether A and AAAA clash in conntrack here',
      'interrupted after 12 ms: this is what fivesec knew by then',
      'Nothing was found so far.\n',
    ]);
  });
});

it('the report adds the evidence as JSON where it is asked to explain', () => {
  const [, json = ''] = plain({}, true).split('\n\nevidence:\n');
  expect(JSON.parse(json)).toMatchObject({ windowMs: 60_000, context: { nameserver: '10.96.0.10' } });
  expect(plain()).not.toContain('evidence:');
});

it('the report says what to run next where it names no cause', () => {
  const verdict = { ...RACE, cause: 'not-enough-evidence', remedies: [] } as const;
  const measured = { ...evidence(), arms: [arm('pair', 100), dead('race', 100, 2)] };
  expect(
    plain({ judgement: judged([verdict], measured) })
      .split('\n\n')
      .at(-1),
  ).toBe(`\
what to run next
  1. here: fivesec check --duration 2m
     too few pairs were lost to see a pattern; add the flags of this run, and run it while lookups stall
  2. on another node: fivesec check --duration 2m
     if that node has the same loss, the fault is in the DNS pods or behind them; if it has none, the fault is on this node
  3. on this node, as root: tcpdump -ni any 'udp and port 53 and host 10.96.0.10'
     the last interface where a lost query is seen is just before the fault
`);
  expect(plain({ judgement: judged([RACE], measured) })).not.toContain('what to run next');
});
