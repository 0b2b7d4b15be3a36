import { expect, it, vi } from 'vitest';
import { hostLookup } from '../../src/agent/host-lookup.ts';
import type { Resolve } from '../../src/probe/probes.ts';
import { answered, lookup } from '../support/wire/outcomes.ts';

const BOTH = ['192.0.2.1', '2001:db8::1'];
const outcome = lookup({}, [answered('A'), answered('AAAA'), answered('AAAA')]);

/** A host that has these addresses. */
function host(addresses: readonly string[]) {
  const resolve = vi.fn<Resolve>(async (_name, _profile, options) => {
    options?.concluded?.(addresses);
    return outcome;
  });
  return { resolve, made: hostLookup(resolve, 'musl') };
}

it.each([
  [
    'all of them',
    { all: true },
    [
      [
        { address: '192.0.2.1', family: 4 },
        { address: '2001:db8::1', family: 6 },
      ],
    ],
  ],
  ['the first', {}, ['192.0.2.1', 4]],
  ['the first of a family', { family: 6 }, ['2001:db8::1', 6]],
])('gives %s', async (_what, options, expected) => {
  const callback = vi.fn();
  const { resolve, made } = host(BOTH);
  made.lookup('shop.test', options, callback);
  expect(resolve.mock.calls[0]?.slice(0, 2)).toEqual(['shop.test', 'musl']);
  expect(callback).toHaveBeenCalledExactlyOnceWith(null, ...expected);
  expect(await made.queries()).toBe(3);
});

it('a lookup fails where there is no address', () => {
  const callback = vi.fn();
  host([]).made.lookup('shop.test', { all: true }, callback);
  expect(callback.mock.calls[0]?.[0]).toMatchObject({
    code: 'ENOTFOUND',
    message: 'the lookup of shop.test found no address',
  });
});

it('sent no query before it began', async () => {
  expect(await host(BOTH).made.queries()).toBe(0);
});
