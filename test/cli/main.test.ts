/** Bad input to the real executable: a clear line and exit code 2, or an honest measurement; never a stack trace. */

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { always, byTransport, DROP } from '../../src/demo/script.ts';
import { formatServer } from '../../src/domain/server.ts';
import { run, startAgent } from '../support/agent/agent-process.ts';
import { executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { quickest } from '../support/time/quickest.ts';
import { serve } from '../support/wire/scripted-server.ts';

const files = mkdtempSync(join(tmpdir(), 'fivesec-cli-'));
afterAll(() => rmSync(files, { recursive: true }));
beforeEach((ctx) => needs(ctx, executableMissing()));

function file(name: string, content: string): string {
  const path = join(files, name);
  writeFileSync(path, content);
  return path;
}

describe('a mistake of the user', () => {
  const label64 = 'a'.repeat(64);
  const name254 = `${'a'.repeat(49)}.`.repeat(5).concat('bcde');
  const cases: readonly (readonly [what: string, argv: () => string[], told: string])[] = [
    ['an unknown command', () => ['agnet'], "unknown command 'agnet'"],
    ['an unknown flag', () => ['agent', '--nope'], "unknown option '--nope'"],
    ['a flag without its value', () => ['agent', '--nameserver'], 'argument missing'],
    ['an argument too many', () => ['agent', 'now'], 'too many arguments'],
    ['an unknown key', () => ['agent', '--config', file('key.yaml', 'lookupz: 1\n')], 'lookupz = 1'],
    ['a file that is no YAML', () => ['agent', '--config', file('not.yaml', 'names: [a\n')], 'line 2'],
    ['a file that is not there', () => ['agent', '--config', join(files, 'none.yaml')], 'ENOENT'],
    ['a label over 63', () => ['agent', '--name', `${label64}.test`], 'has 64 bytes, at most 63 fit'],
    ['a name over 253', () => ['agent', '--name', name254], 'has 254 bytes, at most 253 fit'],
    [
      'an empty label',
      () => ['agent', '--name', 'a..test'],
      '"a..test" (flag --name): the name has an empty',
    ],
    ['a bad address', () => ['agent', '--nameserver', '10.96.0.300'], '"10.96.0.300"'],
    ['a bad port', () => ['agent', '--nameserver', '10.96.0.10:70000'], 'a port from 1 to 65535'],
    ['a bad place to listen', () => ['agent', '--listen', '9353'], 'must be ADDR:PORT or :PORT'],
    ['a bound too low', () => ['agent', '--max-qps', '0.1'], 'more than 0.1'],
    [
      'an unreadable resolv.conf',
      () => ['agent', '--resolv-conf', files],
      `"${files}" (flag --resolv-conf): can't be read: EISDIR`,
    ],
    [
      'a resolv.conf that is not there',
      () => ['agent', '--resolv-conf', join(files, 'typo.conf')],
      'typo.conf" (flag --resolv-conf): can\'t be read: ENOENT',
    ],
  ];

  it.each(cases)('is reported in one line: %s', async (_what, argv, told) => {
    const { code, out, err } = await run(...argv());
    expect(err).toContain(told);
    expect(err).not.toMatch(/^\s+at .*\(?.*:\d+:\d+\)?$/m);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each(['agent', 'demo'])('is reported in one line, and %s ends: a port in use', async (command) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, err } = await run(command, '--listen', `127.0.0.1:${port}`);
    taken.close();
    expect(err).toBe(
      `fivesec: can't listen on 127.0.0.1:${port} (--listen): another process listens there (EADDRINUSE)\n`,
    );
    expect(code).toBe(2);
  });

  it('is found by --check-config, all mistakes at once, and nothing is started', async () => {
    const bad = ['--name', 'a..b', '--nameserver', 'dns', '--lookups-interval', '5'];
    const { code, out, err } = await run('agent', '--check-config', ...bad);
    expect(err).toMatch(/^fivesec: 3 mistakes in the configuration:\n {2}.*\n {2}.*\n {2}.*\n$/);
    expect([code, out]).toEqual([2, '']);
  });

  it('is not there: --check-config says so and leaves', async () => {
    const config = file('good.yaml', 'names: [web.default]\nlookups:\n  interval: 20s\n');
    const { code, out, err } = await run('agent', '--check-config', '--config', config);
    expect([code, out, err]).toEqual([0, 'the configuration is valid\n', '']);
  });
});

describe('a nameserver that may have a fault', () => {
  const OK = /^fivesec_lookups_total\{.*outcome="ok"/;
  const QUERY_TIMEOUTS = /^fivesec_(lookup_)?query_timeouts_total\{/;
  let rhythm: string[] = [];
  let often: string[] = [];
  beforeAll(() => {
    // The shortest wait that a C library knows, so that a test need not wait for 5 s.
    const resolvConf = file('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
    const waits = ['--resolv-conf', resolvConf, '--pairs-deadline', '1s', '--pairs-grace', '100ms'];
    const intervals = ['--lookups-interval', '200ms', '--pairs-interval', '100ms', '--max-qps', '1000'];
    rhythm = [...intervals, '--name', 'web.test.'];
    often = [...waits, ...rhythm];
  });

  it('is none at all: the agent runs all the same, and ends cleanly', async () => {
    const empty = file('empty.conf', '# nothing\noptions timeout:1\n');
    const agent = await startAgent('--resolv-conf', empty, '--name', 'web.test.', '--max-qps', '100');
    const { code, err } = await agent.terminate();
    expect([code, err]).toEqual([0, '']);
  });

  it('never answers: every query that has ended is a timeout, and nothing else is counted', async () => {
    const dns = await serve(always(DROP));
    const agent = await startAgent('--nameserver', formatServer(dns.server), ...often);
    await expect.poll(() => agent.sum(/^fivesec_lookups_total\{.*outcome="timeout"/)).toBeGreaterThan(3);
    await expect.poll(() => agent.sum(/^fivesec_pairs_total\{.*result="none"/)).toBeGreaterThan(3);
    expect(await agent.sum(OK)).toBe(0);
    expect(await agent.sum(/^fivesec_pairs_total\{.*result="(both|only-a|only-aaaa)"/)).toBe(0);
    const counted = await agent.sum(QUERY_TIMEOUTS);
    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThanOrEqual(dns.received.length);
    expect(await agent.terminate()).toMatchObject({ code: 0, err: '' });
  });

  it('answers garbage: the garbage is counted, and the wait goes on to its timeout', async () => {
    const dns = await serve(always({ kind: 'garbage' }));
    const agent = await startAgent('--nameserver', formatServer(dns.server), ...often);
    await expect.poll(() => agent.sum(QUERY_TIMEOUTS)).toBeGreaterThan(3);
    expect(await agent.sum(/^fivesec_strays_total\{kind="garbage"\}/)).toBeGreaterThan(3);
    expect(await agent.sum(OK)).toBe(0);
    expect(await agent.terminate()).toMatchObject({ code: 0, err: '' });
  });

  it('closes TCP at once: an error and no timeout, while UDP is as well as ever', async () => {
    const dns = await serve(byTransport({ tcp: { kind: 'close' } }));
    const agent = await startAgent('--nameserver', formatServer(dns.server), ...rhythm, '--strategy', 'tcp');
    await expect
      .poll(() => agent.sum(/^fivesec_pairs_total\{strategy="tcp",result="error"\}/))
      .toBeGreaterThan(3);
    await expect.poll(() => agent.sum(OK)).toBeGreaterThan(3);
    expect(await agent.sum(QUERY_TIMEOUTS)).toBe(0);
    expect(await agent.terminate()).toMatchObject({ code: 0, err: '' });
  });

  it('is healthy: nothing is a timeout, an error or a stray', async () => {
    const dns = await serve(always({ kind: 'answer' }));
    const agent = await startAgent('--nameserver', formatServer(dns.server), ...rhythm);
    await expect.poll(() => agent.sum(OK)).toBeGreaterThan(10);
    expect(await agent.sum(QUERY_TIMEOUTS)).toBe(0);
    expect(await agent.sum(/^fivesec_strays_total\{/)).toBe(0);
    expect(await agent.sum(/^fivesec_lookups_total\{.*outcome="(timeout|server-failure|unreachable)"/)).toBe(
      0,
    );
    await agent.terminate();
  });
});

describe('SIGTERM', () => {
  it('with probes in flight ends the agent with exit code 0 in less than a second', async () => {
    const dns = await serve(always(DROP));
    const flags = ['--lookups-interval', '50ms', '--pairs-interval', '50ms', '--max-qps', '1000'];
    const asked = ['--nameserver', formatServer(dns.server), '--name', 'web.test.', ...flags];
    const ended = async () => {
      const before = dns.received.length;
      const agent = await startAgent(...asked);
      await expect.poll(() => dns.received.length).toBeGreaterThan(before + 20);
      const { code, tookMs, err } = await agent.terminate();
      expect([code, err]).toEqual([0, '']);
      return tookMs;
    };
    expect(await quickest(3, ended)).toBeLessThan(1_000);
  });
});
