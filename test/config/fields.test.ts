import { describe, expect, it } from 'vitest';
import {
  choice,
  domainName,
  duration,
  formatDuration,
  listenAddress,
  number,
  type Parse,
  server,
  text,
  webTarget,
} from '../../src/config/fields.ts';

function outcomeOf<T>(parse: Parse<T>, raw: unknown): T | 'refused' {
  const parsed = parse(raw);
  return parsed.kind === 'value' ? parsed.value : 'refused';
}

describe('duration', () => {
  const parse = duration(1, 86_400_000);

  it.each([
    ['250ms', 250],
    ['1.5s', 1500],
    [' 10s ', 10_000],
    ['1m', 60_000],
    ['24h', 86_400_000],
  ])('reads %s', (raw, ms) => expect(outcomeOf(parse, raw)).toBe(ms));

  it.each([['10'], ['s'], ['-1s'], ['1e3s'], ['10 s'], [10], [null], ['0ms'], ['25h'], ['']])(
    'refuses %j',
    (raw) => expect(outcomeOf(parse, raw)).toBe('refused'),
  );

  it('is written back with the largest unit that needs no fraction', () => {
    expect([250, 1500, 60_000, 90_000, 7_200_000].map(formatDuration)).toEqual([
      '250ms',
      '1.5s',
      '1m',
      '90s',
      '2h',
    ]);
  });
});

describe('number', () => {
  it.each([['2'], [2], ['2.0']])('reads %j', (raw) => expect(outcomeOf(number(1, 9, 'whole'), raw)).toBe(2));

  it.each([['0x2'], ['2e0'], [''], ['Infinity'], [Number.NaN], [true], [null], [[2]], [1.5], [10]])(
    'refuses %j',
    (raw) => expect(outcomeOf(number(1, 9, 'whole'), raw)).toBe('refused'),
  );
});

describe('server', () => {
  it.each([
    ['10.96.0.10', '10.96.0.10', 53],
    ['10.96.0.10:5353', '10.96.0.10', 5353],
    ['fd00::a', 'fd00::a', 53],
    ['[fd00::a]', 'fd00::a', 53],
    ['[fd00::a]:5353', 'fd00::a', 5353],
    ['fe80::1%eth0', 'fe80::1%eth0', 53],
  ])('reads %s', (raw, address, port) => expect(outcomeOf(server, raw)).toEqual({ address, port }));

  it.each([
    ['dns.example'],
    ['10.96.0'],
    ['010.96.0.10'],
    [':53'],
    ['10.0.0.1:'],
    ['10.0.0.1:0'],
    ['10.0.0.1:65536'],
    ['10.0.0.1:5x'],
    ['[10.0.0.1]:53'],
    ['[fd00::a'],
    ['fd00::a]:53'],
    [53],
    [null],
  ])('refuses %j', (raw) => expect(outcomeOf(server, raw)).toBe('refused'));
});

describe('listenAddress', () => {
  it.each([
    [':9353', undefined, 9353],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['[::1]:9353', '::1', 9353],
    ['[::]:9353', '::', 9353],
  ])('reads %s', (raw, address, port) => expect(outcomeOf(listenAddress, raw)).toEqual({ address, port }));

  it.each([['9353'], ['127.0.0.1'], ['::1'], ['[]:9353'], ['localhost:9353'], [':'], [9353]])(
    'refuses %j',
    (raw) => expect(outcomeOf(listenAddress, raw)).toBe('refused'),
  );
});

describe('the other kinds', () => {
  it('takes a choice only as it is written', () => {
    expect([outcomeOf(choice(['a', 'b']), 'b'), outcomeOf(choice(['a', 'b']), 'B')]).toEqual([
      'b',
      'refused',
    ]);
  });

  it('takes text on one line that is not blank', () => {
    expect(['/proc', ' ', 'a\nb', 7].map((raw) => outcomeOf(text('a path'), raw))).toEqual([
      '/proc',
      'refused',
      'refused',
      'refused',
    ]);
  });

  it('keeps the trailing dot of a name', () => {
    expect([outcomeOf(domainName, 'a.example.'), outcomeOf(domainName, '.')]).toEqual([
      'a.example.',
      'refused',
    ]);
  });

  it.each([
    ['https://shop.test/healthz', 'https://shop.test/healthz'],
    ['http://10.0.0.1:8080', 'http://10.0.0.1:8080/'],
    ['HTTPS://Shop.test', 'https://shop.test/'],
    ['shop.test', 'refused'],
    ['ftp://shop.test/', 'refused'],
    ['https://user:secret@shop.test/', 'refused'],
    ['https://shop.test/?token=secret', 'refused'],
    ['https://shop.test/#top', 'refused'],
    [`https://shop.test/${'a'.repeat(200)}`, 'refused'],
    [7, 'refused'],
  ])('takes the URL %j as %s', (raw, expected) => {
    expect(outcomeOf(webTarget, raw)).toBe(expected);
  });
});

describe('the schema of an address', () => {
  const pattern = new RegExp(String(server.schema['pattern']));
  const TAKEN = [
    '10.96.0.10',
    '10.96.0.10:5353',
    'fd00::a',
    '[fd00::a]:53',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '[fe80::1%2]:53',
  ];

  it.each(TAKEN)('lets %s through, as the parser does', (text) => {
    expect([server(text).kind, pattern.test(text)]).toEqual(['value', true]);
  });

  it.each(['dns.example', 'localhost:53', '10.0.0.1 ', ''])('refuses %j', (text) => {
    expect(pattern.test(text)).toBe(false);
  });
});
