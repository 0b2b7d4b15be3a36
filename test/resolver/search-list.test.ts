import { describe, expect, it } from 'vitest';
import { type CandidateEnd, PROFILES } from '../../src/resolver/profile.ts';
import { parseResolvConf } from '../../src/resolver/resolv-conf.ts';
import { candidates, nextCandidate } from '../../src/resolver/search-list.ts';

const { glibc, musl } = PROFILES;
const conf = (ndots: number, ...search: string[]) => ({ ...parseResolvConf('', 'glibc'), ndots, search });
const POD = conf(5, 'ns.svc.test', 'svc.test', 'test');

describe('candidates', () => {
  it.each([
    ['web', ['web.ns.svc.test', 'web.svc.test', 'web.test', 'web']],
    ['a.b', ['a.b.ns.svc.test', 'a.b.svc.test', 'a.b.test', 'a.b']],
    ['a.b.c.d.e', ['a.b.c.d.e.ns.svc.test', 'a.b.c.d.e.svc.test', 'a.b.c.d.e.test', 'a.b.c.d.e']],
    ['web.', ['web']],
    ['a.b.', ['a.b']],
  ])('of %s with fewer dots than ndots, or a trailing one, are the same for both', (name, expected) => {
    expect(candidates(name, POD, glibc)).toEqual(expected);
    expect(candidates(name, POD, musl)).toEqual(expected);
  });

  it('of a name with enough dots begin with the name itself, and end with it for musl', () => {
    const name = 'a.b.c.d.e.f';
    expect(candidates(name, POD, glibc)).toEqual([
      name,
      `${name}.ns.svc.test`,
      `${name}.svc.test`,
      `${name}.test`,
    ]);
    expect(candidates(name, POD, musl)).toEqual([name]);
    expect(candidates('web', conf(0, 'test'), glibc)).toEqual(['web', 'web.test']);
    expect(candidates('web', conf(0, 'test'), musl)).toEqual(['web']);
  });

  it('without a search list are the name alone', () => {
    for (const profile of [glibc, musl]) expect(candidates('web', conf(5), profile)).toEqual(['web']);
  });

  it('have the bare name once where the root is on the list, as systemd-resolved writes it', () => {
    for (const profile of [glibc, musl]) {
      expect(candidates('web', conf(1, ''), profile)).toEqual(['web']);
      expect(candidates('web', conf(1, 'test', ''), profile)).toEqual(['web.test', 'web']);
    }
  });

  it('leave out what no question can hold', () => {
    const long = 'a'.repeat(60);
    const domains = [`${long}.${long}.${long}.${long}`, 'x..y', 'ok.test'];
    expect(candidates(`${long}.web`, conf(5, ...domains), glibc)).toEqual([
      `${long}.web.ok.test`,
      `${long}.web`,
    ]);
  });
});

describe('nextCandidate', () => {
  const list = candidates('web', POD, glibc);
  const bareFirst = candidates('a.b.c.d.e.f', POD, glibc);

  it('is nobody after a success, an abort and the last one', () => {
    for (const profile of [glibc, musl]) {
      for (const end of ['found', 'aborted'] as const)
        expect(nextCandidate(list, 0, end, profile)).toBeUndefined();
      for (const end of ['nxdomain', 'timeout', 'servfail', 'unreachable'] as const)
        expect(nextCandidate(list, 3, end, profile)).toBeUndefined();
    }
  });

  it.each<[CandidateEnd, number | undefined, number | undefined]>([
    ['nxdomain', 1, 1],
    ['nodata', 1, undefined],
    ['servfail', 1, undefined],
    ['timeout', 3, undefined],
    ['refused', 3, undefined],
    ['unreachable', undefined, undefined],
  ])('after %s is %s for glibc, %s for musl', (end, glibcNext, muslNext) => {
    expect(nextCandidate(list, 0, end, glibc)).toBe(glibcNext);
    expect(nextCandidate(list, 0, end, musl)).toBe(muslNext);
  });

  it('after the bare name is the list, whatever became of it; the list itself can stop', () => {
    for (const end of ['nxdomain', 'nodata', 'servfail', 'timeout', 'refused', 'unreachable'] as const)
      expect(nextCandidate(bareFirst, 0, end, glibc)).toBe(1);
    expect(nextCandidate(bareFirst, 1, 'timeout', glibc)).toBeUndefined();
    expect(nextCandidate(bareFirst, 1, 'nxdomain', glibc)).toBe(2);
  });

  it('does not go back to the bare name that the list had already', () => {
    const rooted = candidates('web', conf(5, 'one.test', '', 'two.test'), glibc);
    expect(rooted).toEqual(['web.one.test', 'web', 'web.two.test']);
    expect(nextCandidate(rooted, 0, 'timeout', glibc)).toBe(1);
    expect(nextCandidate(rooted, 2, 'timeout', glibc)).toBeUndefined();
  });
});
