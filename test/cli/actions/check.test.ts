import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { checkDemo } from '../../check/demo-check.ts';

const schema = JSON.parse(readFileSync(new URL('../../../docs/check.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);

/** On a busy machine a check takes longer than its own clock says. */
const ENOUGH_TIME = { timeout: 60_000 };

/** The parsed object, held against its documented schema. */
function answer(out: string) {
  const object = JSON.parse(out);
  expect(validate(object), JSON.stringify(validate.errors)).toBe(true);
  return object;
}

describe('fivesec check', () => {
  it('says that a healthy path is healthy: no verdicts, exit code 0', ENOUGH_TIME, async () => {
    const order = { fault: 'none', config: { maxQps: '600' }, flags: { json: true } } as const;
    const { code, out, err } = await checkDemo(order);
    const { verdicts, strategies, node, lookups } = answer(out);
    expect(verdicts).toEqual([]);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(strategies).toHaveLength(12);
    for (const { pairs, lost, lossRatio } of strategies) {
      expect(pairs).toBeGreaterThan(5);
      expect([lost, lossRatio]).toEqual([0, 0]);
    }
    expect(node.endpoints).toHaveLength(3);
    expect(lookups.map(({ profile }: { profile: string }) => profile).sort()).toEqual(['glibc', 'musl']);
  });

  it('does not call healthy what it has hardly asked, exit code 2', ENOUGH_TIME, async () => {
    const { code, out } = await checkDemo({ fault: 'none', config: { maxQps: '20' } });
    expect(out).toMatch(/^Nothing was found, but \d+ pairs .* are too few to call this healthy: /m);
    expect(code).toBe(2);
  });

  it.each([
    ['race', 1, 'conntrack-race'],
    ['dead-endpoint', 1, 'endpoint-down'],
    ['aaaa-drop', 1, 'aaaa-broken'],
    ['servfail', 1, 'server-error'],
    ['slow', 1, 'server-slow'],
  ] as const)(
    'finds the cause when the demo does %s, exit code 1',
    ENOUGH_TIME,
    async (fault, rate, cause) => {
      const { code, out } = await checkDemo({ fault, rate, flags: { json: true } });
      const { verdicts, run } = answer(out);
      expect(verdicts[0]?.cause, JSON.stringify(verdicts)).toBe(cause);
      expect(verdicts[0].facts.length).toBeGreaterThan(0);
      expect(verdicts[0].remedies.length).toBeGreaterThan(0);
      expect(code).toBe(1);
      expect(run.interrupted).toBe(false);
    },
  );

  it('sees lost datagrams, and names no other cause for them', ENOUGH_TIME, async () => {
    const { code, out } = await checkDemo({ fault: 'loss', rate: 0.3, flags: { json: true } });
    const { verdicts, strategies } = answer(out);
    expect(code).toBe(1);
    expect(strategies.find(({ strategy }: { strategy: string }) => strategy === 'pair').lost).toBeGreaterThan(
      0,
    );
    const claimed = verdicts.filter(({ confidence }: { confidence: number }) => confidence > 0.5);
    for (const { cause } of claimed) expect(['packet-loss', 'not-enough-evidence']).toContain(cause);
  });

  it('prints a report for people, plain where it is piped', ENOUGH_TIME, async () => {
    const { out, err } = await checkDemo({ fault: 'race', rate: 1 });
    expect(out).toMatch(/^strategy +pairs +pairs lost +loss % +95 % interval +p50 ms +p99 ms$/m);
    expect(out).toMatch(/^sequential +\d+ +0 +0\.0 +0\.0 to \d+\.\d +\d+\.\d +\d+/m);
    expect(out).toContain('race window: open');
    expect(out).toMatch(/^verdict: conntrack-race \(\d+ % sure\): A and AAAA clash/m);
    expect(out).toContain('  1. Run a kernel that repairs the clash');
    expect(`${out}${err}`).not.toContain('\u001b');
  });

  it('draws a progress bar and colours on a terminal, and wipes the bar', ENOUGH_TIME, async () => {
    const terminal = { interactive: true, colour: true };
    const often = { config: { maxQps: '1000' }, flags: { duration: '2s' } };
    const { out, err } = await checkDemo({ fault: 'none', ...terminal, ...often });
    expect(err).toMatch(/\[#+-*\] +\d+ % {2}\d+ pairs, 0 lost/);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(out).toContain('\u001b[32m');
  });

  it('adds the whole evidence when it is asked to explain', async () => {
    const { out } = await checkDemo({ fault: 'none', flags: { json: true, explain: true, duration: '3s' } });
    expect(answer(out).evidence.arms.length).toBeGreaterThan(10);
  });

  it('ends at once on Ctrl-C, with what it knows, and does not call that healthy', async () => {
    const ending = new AbortController();
    const startMs = systemClock.now();
    systemClock.after(1_000, () => ending.abort());
    const order = { fault: 'loss', rate: 1, signal: ending.signal, flags: { duration: '20s' } } as const;
    const { code, out } = await checkDemo(order);
    expect(systemClock.now() - startMs).toBeLessThan(4_000);
    expect(out).toContain('interrupted after');
    expect(code).toBe(130);
  });

  it('says on standard error that there is no resolv.conf, and whom it asks instead', async () => {
    const config = { resolvConf: '/nowhere/resolv.conf', nameserver: [] };
    const { err } = await checkDemo({ fault: 'none', config, flags: { duration: '1s' } });
    expect(err).toBe('fivesec: there is no /nowhere/resolv.conf: asking 127.0.0.1, as a C library would\n');
  });

  it('asks no more often than it is allowed to', async () => {
    const { out } = await checkDemo({ fault: 'none', config: { maxQps: '20' }, flags: { json: true } });
    const { strategies, lookups } = answer(out);
    const sum = (rows: readonly Record<string, number>[], key: string) =>
      rows.reduce((total, row) => total + (row[key] ?? 0), 0);
    expect(2 * (sum(strategies, 'pairs') + sum(lookups, 'lookups'))).toBeLessThanOrEqual(3 * 20 + 4);
  });

  it.each(['5', '10ms', '1h'])('refuses --duration %s', async (duration) => {
    await expect(checkDemo({ fault: 'none', flags: { duration } })).rejects.toThrow(
      `--duration ${duration}: must be`,
    );
  });
});
