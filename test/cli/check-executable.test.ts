/** `fivesec check` as a person or a script runs it: what it ends with, and what it looks like on a terminal. */

import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { ANSWER, always, DROP, type Script } from '../../src/demo/script.ts';
import { formatServer } from '../../src/domain/server.ts';
import { run, runOnTerminal, start } from '../support/agent/agent-process.ts';
import { executableMissing } from '../support/machine/executable.ts';
import { needs, requirement } from '../support/machine/requirement.ts';
import { serve } from '../support/wire/scripted-server.ts';

beforeEach((ctx) => needs(ctx, executableMissing()));

/** What a healthy path is told; that fivesec got too little CPU is no complaint of it, and true where other tests take that. */
const WELL = '(Healthy: |(verdict|possible): agent-starved)';
const GREEN = '\u001b[32m';
const NAME = ['--name', 'kubernetes.default.svc.cluster.local.'];
// Often enough for a second to show something.
const SHORT = [...NAME, '--duration', '1s', '--max-qps', '1000'];
// Ten times as many pairs as are needed to call a path healthy. A busy machine takes some of them.
const LONG = [...NAME, '--duration', '3s', '--max-qps', '1000'];
const checkOf = async (script: Script, length = SHORT) => {
  const { server } = await serve(script);
  return ['check', '--nameserver', formatServer(server), ...length];
};

describe('the exit code of check', () => {
  it('is 0 on a healthy path', async () => {
    const { code, out, err } = await run(...(await checkOf(always(ANSWER), LONG)));
    expect(out).toMatch(new RegExp(`^${WELL}`, 'm'));
    expect([code, err]).toEqual([0, '']);
  });

  it('is 2 where too little was asked to call it healthy', async () => {
    const { code, out } = await run(...(await checkOf(always(ANSWER))), '--max-qps', '20');
    // What it prints depends on how many pairs the machine lets it ask, and be it none (test/cli/actions/check.test.ts).
    expect(out).not.toMatch(/^Healthy/m);
    expect(code).toBe(2);
  });

  it('is 1 where a cause was found', async () => {
    const servfail = always({ kind: 'rcode', rcode: 'SERVFAIL' });
    const { code, out } = await run(...(await checkOf(servfail)), '--explain');
    expect(out).toMatch(/^possible: server-error /m);
    // The whole evidence, as text: a JSON object behind its heading.
    const evidence = JSON.parse(out.slice(out.indexOf('evidence:\n') + 'evidence:\n'.length));
    expect(evidence.arms.length).toBeGreaterThan(5);
    expect(code).toBe(1);
  });

  it.each([
    [['--nope'], "unknown option '--nope'"],
    [['--listen', ':1'], "unknown option '--listen'"],
    [['--duration', '5'], '--duration 5: must be a duration'],
    [['--name', 'a..b'], 'the name has an empty label'],
    [['--resolv-conf', '/typo'], `resolvConf = "/typo" (flag --resolv-conf): can't be read: ENOENT`],
    [['--resolv-conf', tmpdir()], "can't be read: EISDIR"],
  ])('is 2 with one mistake told: %j', async (flags, told) => {
    const { code, out, err } = await run('check', ...flags);
    expect(err).toContain(told);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect([code, out]).toEqual([2, '']);
  });

  it('is 2 where no query can even be sent', async (ctx) => {
    requirement(
      ctx,
      process.platform === 'linux',
      "only Linux refuses at once to send to everybody's address",
    );
    const flags = ['--nameserver', '255.255.255.255', '--profile', 'glibc', ...SHORT];
    const { code, out, err } = await run('check', ...flags);
    expect(err).toMatch(
      /^fivesec: no nameserver can be used: sending to 255\.255\.255\.255:53 fails with E[A-Z]+ \(.+\)\n$/,
    );
    expect([code, out]).toEqual([2, '']);
  });

  it('is 130 after Ctrl-C, at once and with what was known by then', async () => {
    const dns = await serve(always(DROP));
    const flags = ['--nameserver', formatServer(dns.server), '--name', 'web.test.', '--duration', '20s'];
    const { signal, ended } = start('check', ...flags);
    await expect.poll(() => dns.received.length).toBeGreaterThan(50);
    const startMs = performance.now();
    signal('SIGINT');
    const { code, out, err } = await ended;
    expect(performance.now() - startMs).toBeLessThan(3_000);
    expect(out).toMatch(/^interrupted after /m);
    expect([code, err]).toEqual([130, '']);
  });
});

describe('a server that refuses', () => {
  it('is distinguished from one that is silent', async () => {
    // Ports below 1024 are for services, and the first of them has had none for decades.
    const { code, out } = await run('check', '--nameserver', '127.0.0.1:1', '--profile', 'glibc', ...SHORT);
    expect(out).toMatch(
      /over udp: \d+ of \d+ queries ended in ECONNREFUSED \(refused: nothing listens there/,
    );
    expect(out).toMatch(/^measured .* of it waiting for missing answers\)/m);
    expect(code).toBe(1);
  });
});

describe('on a terminal', () => {
  const WIPE = '\r\u001b[K';
  const paintedWell = new RegExp(`${GREEN.replace('[', '\\[')}${WELL}`);
  const needScript = (ctx: TestContext) =>
    requirement(
      ctx,
      spawnSync('script', ['--version']).stdout?.includes('util-linux'),
      'no script(1) of util-linux',
    );

  it('check draws a progress bar and paints its verdict; piped it does neither', async (ctx) => {
    needScript(ctx);
    const argv = await checkOf(always(ANSWER), LONG);
    const shown = await runOnTerminal({}, ...argv);
    expect(shown.out).toMatch(paintedWell);
    expect(shown.out).toMatch(/\[#+-*\] +\d+ %/);
    expect(shown.out).toContain(WIPE);
    const piped = await run(...argv);
    expect(`${piped.out}${piped.err}`).not.toContain('\u001b');
  });

  it.each([
    ['1', false],
    ['', true],
  ])('NO_COLOR=%j: painted %s', async (value, painted) => {
    const argv = await checkOf(always(ANSWER), LONG);
    const { code, out } = await runOnTerminal({ NO_COLOR: value }, ...argv);
    expect(paintedWell.test(out)).toBe(painted);
    expect(out).toMatch(new RegExp(WELL));
    expect(out.includes(GREEN)).toBe(painted);
    expect(code).toBe(0);
  });
});
