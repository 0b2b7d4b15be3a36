import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILE_IDS, type ProfileId } from '../../src/domain/lookup.ts';
import { parseResolvConf } from '../../src/resolver/resolv-conf.ts';

const servers = (text: string, profile: ProfileId = 'glibc') =>
  parseResolvConf(text, profile).nameservers.map(({ address }) => address);
const search = (text: string, profile: ProfileId = 'glibc') => parseResolvConf(text, profile).search;
const options = (text: string, profile: ProfileId = 'glibc') => parseResolvConf(`options ${text}`, profile);

describe.each(PROFILE_IDS)('resolv.conf as %s reads it', (profile) => {
  it('reads what a pod has', () => {
    const text = [
      'search default.svc.cluster.local svc.cluster.local cluster.local',
      'nameserver 10.96.0.10',
      'options ndots:5',
      '',
    ].join('\n');
    expect(parseResolvConf(text, profile)).toEqual({
      nameservers: [{ address: '10.96.0.10', port: 53 }],
      search: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      ndots: 5,
      timeoutMs: 5000,
      attempts: 2,
      rotate: false,
      singleRequest: false,
      singleRequestReopen: false,
      useVc: false,
      noAaaa: false,
      edns0: false,
      trustAd: false,
      strictError: false,
    });
  });

  it('is quiet about an empty file: 127.0.0.1, ndots 1, 5 s, 2 attempts', () => {
    for (const text of [
      '',
      '\n',
      '# nothing\n',
      'nameserver\nsearch\noptions\n',
      'nameserver \nsearch \noptions \n',
    ])
      expect(parseResolvConf(text, profile)).toMatchObject({
        nameservers: [{ address: '127.0.0.1', port: 53 }],
        search: [],
        ndots: 1,
        timeoutMs: 5000,
        attempts: 2,
      });
  });

  it('takes three nameservers of both families, and no more', () => {
    const lines = ['192.0.2.1', '2001:DB8:0::1', '192.0.2.2', '192.0.2.3'].map(
      (address) => `nameserver ${address}`,
    );
    expect(servers(lines.join('\n'), profile)).toEqual(['192.0.2.1', '2001:db8::1', '192.0.2.2']);
  });

  it('passes over what is no nameserver line', () => {
    const text = [
      'nameserver example.com',
      'nameserver 300.0.0.1',
      'nameserver 192.0.2.1#comment',
      'nameserver[192.0.2.2]',
      '  nameserver 192.0.2.3',
      'Nameserver 192.0.2.4',
      'nameservers 192.0.2.5',
      '# nameserver 192.0.2.6',
      ';nameserver 192.0.2.7',
      'nameserver\t192.0.2.8\t# comment',
      'nameserver   192.0.2.9 192.0.2.10',
    ].join('\n');
    expect(servers(text, profile)).toEqual(['192.0.2.8', '192.0.2.9']);
  });

  it('keeps the zone of a link-local nameserver', () => {
    expect(servers('nameserver FE80::1%eth0', profile)).toEqual(['fe80::1%eth0']);
  });

  it('lets the later of search and domain win, whole', () => {
    expect(search('search a.test b.test\nsearch c.test', profile)).toEqual(['c.test']);
    expect(search('search a.test b.test\ndomain c.test', profile)).toEqual(['c.test']);
    expect(search('domain c.test\nsearch a.test\tb.test  ', profile)).toEqual(['a.test', 'b.test']);
    expect(search('search a.test\nsearch ', profile)).toEqual(['a.test']);
  });

  it('takes dots off the ends of search domains, and knows the root', () => {
    expect(search('search .a.test b.test. .', profile)).toEqual(['a.test', 'b.test', '']);
  });

  it('takes numbers from words that only begin with one, the last line first', () => {
    expect(options('ndots:3x timeout:7 attempts:4\noptions ndots:2', profile)).toMatchObject({
      ndots: 2,
      timeoutMs: 7000,
      attempts: 4,
    });
    expect(options('attempts ndots=4 timeout', profile)).toMatchObject({
      ndots: 1,
      timeoutMs: 5000,
      attempts: 2,
    });
  });

  it('reads IPv4 addresses as inet_aton(3) does: in one to four parts, decimal, octal or hexadecimal', () => {
    const text = ['127.1', '010.0.0.010', '0xc0000201'].map((address) => `nameserver ${address}`).join('\n');
    expect(servers(text, profile)).toEqual(['127.0.0.1', '8.0.0.8', '192.0.2.1']);
  });

  it('reads a line of a million blanks in no time', () => {
    const blanks = ' '.repeat(1_000_000);
    expect(search(`search a.test${blanks}b.test${blanks}`, profile).length).toBeLessThanOrEqual(2);
  });

  it('never throws, and always has a nameserver and sane numbers', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'nameserver',
        'search',
        'domain',
        'options',
        'ndots:',
        'timeout:9',
        'fe80::1%',
        '::1',
        '::ffff:1.2.3.4',
        '#',
        '\t',
        ' ',
        '\n',
        '\r\n',
        '.',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, (file) => {
        const conf = parseResolvConf(file, profile);
        expect(conf.nameservers.length).toBeGreaterThan(0);
        expect(conf.nameservers.length).toBeLessThanOrEqual(3);
        expect(conf.ndots).toBeLessThanOrEqual(15);
        for (const number of [conf.ndots, conf.timeoutMs, conf.attempts])
          expect(number).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('where glibc and musl differ', () => {
  it('caps: 15, 30 s and 5 for glibc, 15, 60 s and 10 for musl', () => {
    const much = 'ndots:99 timeout:999 attempts:99';
    expect(options(much, 'glibc')).toMatchObject({ ndots: 15, timeoutMs: 30_000, attempts: 5 });
    expect(options(much, 'musl')).toMatchObject({ ndots: 15, timeoutMs: 60_000, attempts: 10 });
  });

  it('flags: only glibc has any', () => {
    const flags = 'rotate single-request single-request-reopen use-vc no-aaaa edns0';
    const on = { rotate: true, singleRequest: true, singleRequestReopen: true, useVc: true, noAaaa: true };
    const off = {
      rotate: false,
      singleRequest: false,
      singleRequestReopen: false,
      useVc: false,
      noAaaa: false,
    };
    expect(options(flags, 'glibc')).toMatchObject(on);
    expect(options(flags, 'musl')).toMatchObject(off);
    expect(options('single-request', 'glibc').singleRequestReopen).toBe(false);
  });

  it('edns0 and trust-ad: glibc only; strict-error and -option: glibc 2.41 only', () => {
    const written = 'edns0 trust-ad strict-error rotate -rotate';
    const read = (profile: ProfileId) => {
      const { edns0, trustAd, strictError, rotate } = options(written, profile);
      return { edns0, trustAd, strictError, rotate };
    };
    expect(read('glibc')).toEqual({ edns0: true, trustAd: true, strictError: false, rotate: true });
    expect(read('glibc-2.41')).toEqual({ edns0: true, trustAd: true, strictError: true, rotate: false });
    for (const profile of ['musl', 'musl-1.2.3'] as const)
      expect(Object.values(read(profile))).toEqual([false, false, false, false]);
    expect(options('-rotate rotate', 'glibc-2.41').rotate).toBe(true);
  });

  // What glibc 2.36 and musl 1.2.5 do. The values of glibc were read from `struct __res_state` after `res_ninit`.
  it('a number without digits: 0 for glibc (atoi), not set for musl', () => {
    const read = (text: string, profile: ProfileId) => {
      const { ndots, timeoutMs, attempts } = options(text, profile);
      return [ndots, timeoutMs, attempts];
    };
    expect(read('ndots:3 ndots:', 'glibc')[0]).toBe(0);
    expect(read('ndots: 4', 'glibc')[0]).toBe(4);
    expect(read('ndots:x timeout:x attempts:x', 'glibc')).toEqual([0, 0, 0]);
    expect(read('ndots:-1 timeout:-5 attempts:-3', 'glibc')).toEqual([15, 0, 0]);
    expect(read('ndots:4294967297 timeout:4294967297', 'glibc').slice(0, 2)).toEqual([1, 1000]);
    for (const text of ['ndots: timeout: attempts:', 'ndots:x ndots:4 timeout:-5 attempts:+3', 'ndots: 4'])
      expect(read(text, 'musl')).toEqual([1, 5000, 2]);
  });

  it('an option with further characters: glibc compares the beginning, single-request-reopen first', () => {
    expect(options('single-request-reopen:true', 'glibc')).toMatchObject({
      singleRequest: false,
      singleRequestReopen: true,
    });
    expect(options('single-requestx-reopen', 'glibc')).toMatchObject({
      singleRequest: true,
      singleRequestReopen: false,
    });
    expect(options('rotate; use-vc, no-aaaa#x edns0x', 'glibc')).toMatchObject({
      rotate: true,
      useVc: true,
      noAaaa: true,
      edns0: true,
    });
    expect(options('no-rotate xuse-vc', 'glibc')).toMatchObject({ rotate: false, useVc: false });
  });

  it('CRLF: glibc ignores such a nameserver, musl takes it; options are read by both', () => {
    const text = 'nameserver 10.96.0.10\r\noptions ndots:5 timeout:3\r\nsearch a.test\r\n';
    expect(parseResolvConf(text, 'glibc')).toMatchObject({
      nameservers: [{ address: '127.0.0.1', port: 53 }],
      ndots: 5,
      timeoutMs: 3000,
    });
    expect(parseResolvConf(text, 'musl')).toMatchObject({
      nameservers: [{ address: '10.96.0.10', port: 53 }],
      search: ['a.test'],
      ndots: 5,
      timeoutMs: 3000,
    });
  });

  it('a zero byte: glibc reads the line up to it, musl skips that line and the next', () => {
    const text = 'nameserver 192.0.2.1\0junk\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n';
    const addresses = (profile: ProfileId) => servers(text, profile);
    expect(addresses('glibc')).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(addresses('musl')).toEqual(['192.0.2.3']);
  });

  it('100 nameservers are three, and 32 search domains are 32', () => {
    const hundred = Array.from({ length: 100 }, (_, host) => `nameserver 192.0.2.${host}`).join('\n');
    const domains = Array.from({ length: 32 }, (_, index) => `d${index}.test`);
    for (const profile of PROFILE_IDS) {
      expect(servers(hundred, profile)).toHaveLength(3);
      expect(search(`search ${domains.slice(0, 20).join(' ')}`, profile)).toHaveLength(20);
    }
    expect(search(`search ${domains.join(' ')}`, 'glibc')).toEqual(domains);
  });

  it('a line of 254 bytes is the longest for musl, with its end or at the end of the file', () => {
    const line = (length: number) => `search ${'a'.repeat(length - 'search '.length)}`;
    for (const end of ['', '\n']) {
      expect(search(line(254) + end, 'musl')).toHaveLength(1);
      expect(search(line(255) + end, 'musl')).toEqual([]);
      expect(search(line(5000) + end, 'glibc')).toHaveLength(1);
    }
    const umlauts = `search ${'ä'.repeat(150)}`;
    expect(search(umlauts, 'musl')).toEqual([]);
  });

  it('twice the same option on one line: glibc takes the last, musl the first', () => {
    expect([options('ndots:2 ndots:4', 'glibc').ndots, options('ndots:2 ndots:4', 'musl').ndots]).toEqual([
      4, 2,
    ]);
  });

  it('several words after domain: glibc takes the first, musl all', () => {
    expect(search('domain a.test b.test', 'glibc')).toEqual(['a.test']);
    expect(search('domain a.test b.test', 'musl')).toEqual(['a.test', 'b.test']);
  });
});
