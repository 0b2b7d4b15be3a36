import { expect, it } from 'vitest';
import { at } from '../../src/platform/clock.ts';
import { Arrivals } from '../../src/wire/arrivals.ts';

const SERVER = { address: '10.96.0.10', port: 53 };

/** Arrivals whose clock is a millisecond later at each reading. */
function arrivals() {
  const handled: string[] = [];
  let nowMs = 0;
  const clock = { now: () => (nowMs += 1) };
  const made = new Arrivals(
    clock,
    (bytes, _from, { readMs }) => handled.push(`${Buffer.from(bytes).toString()} at ${readMs}`),
    (code, { readMs }) => handled.push(`${code} at ${readMs}`),
  );
  return { made, handled };
}

it('hands on at once what is not held, with the date that the channel gave it, or else now', () => {
  const { made, handled } = arrivals();
  made.message(Buffer.from('a'), SERVER, at(7.5));
  made.refused('ECONNREFUSED');
  expect(handled).toEqual(['a at 7.5', 'ECONNREFUSED at 1']);
});

it('handles nothing while it holds, and hands on all of it in order, each with the date of its arrival', () => {
  const { made, handled } = arrivals();
  made.hold();
  made.message(Buffer.from('a'), SERVER);
  made.refused('ECONNREFUSED');
  made.message(Buffer.from('b'), SERVER);
  expect(handled).toEqual([]);
  expect(made.held).toBe(3);
  made.release();
  expect(handled).toEqual(['a at 1', 'ECONNREFUSED at 2', 'b at 3']);
  made.message(Buffer.from('c'), SERVER);
  expect(handled.at(-1)).toBe('c at 4');
  expect(made.held).toBe(0);
});

it('keeps its methods apart from it, as a channel copies them', () => {
  const { made, handled } = arrivals();
  const { message } = made;
  message(Buffer.from('a'), SERVER);
  expect(handled).toEqual(['a at 1']);
});
