/** What the demo says of itself, and that it ends when it is told to. */

import { expect, it } from 'vitest';
import { runDemo } from '../../../src/cli/actions/demo.ts';
import type { Fault } from '../../../src/demo/faults.ts';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { aProcess } from '../in-process.ts';

/** Runs the demo until it has said what it is. */
async function welcomeOf(fault: Fault, rate?: number): Promise<{ code: number; said: string }> {
  const ending = new AbortController();
  let said = '';
  const code = await runDemo(
    { fault, listen: '127.0.0.1:0', ...(rate !== undefined && { rate }) },
    {
      clock: systemClock,
      env: {},
      hostname: 'laptop',
      called: 'fivesec',
      nodeVersion: 'v0',
      usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
      nodeAgeMs: () => 0,
      signal: ending.signal,
      readFile: () => '',
      out: (text) => {
        said += text;
        ending.abort();
      },
      err: () => undefined,
      colour: false,
      interactive: false,
      isTerminal: false,
    },
  );
  return { code, said };
}

it.each<[Fault, number | undefined, string]>([
  [
    'race',
    undefined,
    'as an old kernel does (--fault race: 30 % of pairs that leave one fresh socket at once).',
  ],
  ['loss', 0.025, 'loses UDP datagrams on the way to the DNS pods (--fault loss: 2.5 % of UDP queries).'],
  [
    'dead-endpoint',
    undefined,
    'leads a third of all flows to a DNS pod that is silent (--fault dead-endpoint',
  ],
])('says what is wrong with the server, and how often: %s', async (fault, rate, expected) => {
  const { code, said } = await welcomeOf(fault, rate);
  expect(said).toContain(expected);
  expect(said).toContain("The demo has no node, so a node's counters are not known.");
  expect(said).toMatch(
    /^To diagnose it .*: fivesec check --nameserver \S+( --endpoint \S+){3} --node-local \S+$/m,
  );
  expect(said).toMatch(/usually within a minute: .* Ctrl-C ends the demo\.$/m);
  expect(said).toMatch(/ Its page: http:\/\/127\.0\.0\.1:\d+\/ /);
  expect(code).toBe(0);
});

it('promises no stall where nothing is wrong', async () => {
  const { said } = await welcomeOf('none');
  expect(said).toMatch(/^A DNS server on \S+ answers every query \(--fault none\)\.$/m);
  expect(said).toMatch(/^In \d+ s: \d+ lookups, 0 slow \(2\.4 s or longer\), 0 failed; no verdict\.$/m);
  expect(said).toContain('Nothing stalls, and the page says so. Ctrl-C ends the demo.');
  expect(said).not.toContain('within a minute');
});

it('the demo does not repeat a sum at its end that it has just written', async () => {
  const ending = new AbortController();
  let said = '';
  // A minute lasts a quarter of a second: where the output is no terminal, the demo writes its sum every minute.
  const every: Clock['every'] = (ms, fn) => systemClock.every(ms === 60_000 ? 250 : ms, fn);
  const flags = { fault: 'none', listen: '127.0.0.1:0' } as const;
  await runDemo(
    flags,
    aProcess({
      clock: { ...systemClock, every },
      signal: ending.signal,
      out: (text) => {
        said += text;
        if (/^In \d+ s: /m.test(said)) ending.abort();
      },
    }),
  );
  expect(said.match(/^In \d+ s: /gm)).toHaveLength(1);
  expect(said.trimEnd().split('\n').at(-1)).toMatch(/^The demo ends\. In the last \d+ s: \d+ lookups, /);
});
