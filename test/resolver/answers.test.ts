import { describe, expect, it } from 'vitest';
import type { Answer, Rcode } from '../../src/domain/outcome.ts';
import { QUERY_TYPES } from '../../src/domain/question.ts';
import { type Answers, conclude, endOf } from '../../src/resolver/answers.ts';
import { PROFILES } from '../../src/resolver/profile.ts';

const answer = (rcode: Rcode, ...addresses: string[]): Answer => ({
  rcode,
  addresses,
  truncated: false,
  lame: false,
});
const OK = answer('NOERROR', '192.0.2.1');
const OK6 = answer('NOERROR', '2001:db8::1');
const NODATA = answer('NOERROR');
const NX = answer('NXDOMAIN');
const LATE_CNAME: Answer = { ...OK, inOrder: [] };
const ALIAS: Answer = { ...NODATA, isAliasOnly: true };

const ended = (profile: 'glibc' | 'musl', answers: Answers) =>
  conclude({ kind: 'answers', answers }, ['A', 'AAAA'], PROFILES[profile]).end;

describe('conclude', () => {
  it('gives the addresses of both families, A first', () => {
    for (const profile of Object.values(PROFILES))
      expect(conclude({ kind: 'answers', answers: { AAAA: OK6, A: OK } }, ['A', 'AAAA'], profile)).toEqual({
        end: 'found',
        addresses: ['192.0.2.1', '2001:db8::1'],
      });
  });

  it.each<[string, Answers, string, string]>([
    ['one family, the other without data', { A: OK, AAAA: NODATA }, 'found', 'found'],
    ['one family, the other missing', { A: OK }, 'found', 'timeout'],
    ['one family, the other an error', { A: OK, AAAA: answer('FORMERR') }, 'found', 'refused'],
    ['one family, the other not existing', { A: OK, AAAA: NX }, 'found', 'nxdomain'],
    ['A not existing, AAAA missing', { A: NX }, 'nxdomain', 'nxdomain'],
    ['A missing, AAAA not existing', { AAAA: NX }, 'nxdomain', 'timeout'],
    ['no data at all', { A: NODATA, AAAA: NODATA }, 'nodata', 'nodata'],
    ['no data, and an error', { A: NODATA, AAAA: answer('FORMERR') }, 'refused', 'refused'],
    ['an error, and no data', { A: answer('SERVFAIL'), AAAA: NODATA }, 'servfail', 'servfail'],
    ['nothing', {}, 'timeout', 'timeout'],
  ])('%s', (_, answers, glibc, musl) => {
    expect([ended('glibc', answers), ended('musl', answers)]).toEqual([glibc, musl]);
  });

  it.each<[string, Answers, string, string]>([
    ['an address behind its CNAME', { A: OK }, 'found', 'found'],
    ['an address before its CNAME', { A: LATE_CNAME }, 'no-address', 'found'],
    ['one such, the other in order', { A: LATE_CNAME, AAAA: OK6 }, 'found', 'found'],
    ['a CNAME that leads to no address', { A: ALIAS, AAAA: ALIAS }, 'no-address', 'nodata'],
    ['such a CNAME, the other without data', { A: NODATA, AAAA: ALIAS }, 'no-address', 'nodata'],
    ['a CNAME to a name that does not exist', { A: { ...ALIAS, rcode: 'NXDOMAIN' } }, 'nxdomain', 'nxdomain'],
  ])('%s', (_, answers, glibc, musl) => {
    const types = QUERY_TYPES.filter((qtype) => answers[qtype] !== undefined);
    const end = (profile: 'glibc' | 'musl') =>
      conclude({ kind: 'answers', answers }, types, PROFILES[profile]).end;
    expect([end('glibc'), end('musl')]).toEqual([glibc, musl]);
  });

  it('gives glibc only the addresses that stand behind their CNAME', () => {
    const both = { A: LATE_CNAME, AAAA: OK6 };
    const taken = (profile: 'glibc' | 'musl') =>
      conclude({ kind: 'answers', answers: both }, ['A', 'AAAA'], PROFILES[profile]).addresses;
    expect([taken('glibc'), taken('musl')]).toEqual([['2001:db8::1'], ['192.0.2.1', '2001:db8::1']]);
  });

  it('passes on why there are no answers', () => {
    const failed = { kind: 'failed', end: 'unreachable' } as const;
    expect(conclude(failed, ['A'], PROFILES.glibc)).toEqual({ end: 'unreachable', addresses: [] });
  });

  it('does not miss the family that was not asked for', () => {
    expect(conclude({ kind: 'answers', answers: { A: OK } }, ['A'], PROFILES.musl).end).toBe('found');
  });
});

describe('endOf', () => {
  it.each([
    [NODATA, 'nodata'],
    [NX, 'nxdomain'],
    [answer('SERVFAIL'), 'servfail'],
    [answer('REFUSED'), 'refused'],
    [answer('NOTIMP'), 'refused'],
    [answer('FORMERR'), 'refused'],
    [answer('OTHER'), 'refused'],
    [undefined, 'timeout'],
  ] as const)('%o is %s', (held, end) => {
    expect(endOf(held)).toBe(end);
  });
});
