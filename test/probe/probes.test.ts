import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { always } from '../../src/demo/script.ts';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createProbes } from '../../src/probe/probes.ts';
import { ResolvConfFile } from '../../src/resolver/resolv-conf-file.ts';
import { Prober } from '../../src/wire/prober.ts';
import { NO_LAG, serve } from '../support/wire/scripted-server.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivesec-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function probesOf(text: string, action: 'answer' | 'drop' | 'truncate') {
  const path = join(folder, 'resolv.conf');
  await writeFile(path, text);
  const dns = await serve(always({ kind: action }));
  const controller = new AbortController();
  const ports = { clock: systemClock, lag: NO_LAG, signal: controller.signal };
  const heard = { lookups: [] as LookupOutcome[], pairs: [] as PairOutcome[] };
  const probes = createProbes({
    ...ports,
    resolvConf: await ResolvConfFile.open(path, [dns.server], silentLog),
    prober: new Prober(ports),
    patience: { deadlineMs: 2000, graceMs: 0 },
    listeners: {
      lookup: (outcome) => heard.lookups.push(outcome),
      pair: (outcome) => heard.pairs.push(outcome),
    },
  });
  const arm = {
    strategy: 'pair',
    server: dns.server,
    target: 'vip',
    name: 'web.test.',
    transport: 'udp',
  } as const;
  return { probes, heard, path, dns, arm, abort: () => controller.abort() };
}

describe('createProbes', () => {
  it('looks names up by a profile and passes the outcome to the listeners', async () => {
    const { probes, heard } = await probesOf('options ndots:5\nsearch a.test\n', 'answer');
    const outcome = await probes.lookup('web', 'musl');
    expect(outcome).toMatchObject({ profile: 'musl', result: 'ok', candidates: ['web.a.test'] });
    expect(heard.lookups).toEqual([outcome]);
  });

  it('reads resolv.conf again before each lookup', async () => {
    const { probes, path } = await probesOf('search a.test\n', 'answer');
    await probes.lookup('web', 'glibc');
    await writeFile(path, 'search another.test\n');
    expect((await probes.lookup('web', 'glibc')).candidates).toEqual(['web.another.test']);
  });

  it('sends pairs and passes their outcomes to the listeners', async () => {
    const { probes, heard, arm } = await probesOf('', 'answer');
    const outcome = await probes.pair(arm);
    expect([outcome.a.kind, heard.pairs]).toEqual(['answered', [outcome]]);
  });

  it('asks again over TCP where the answer for a name outside is truncated, as a resolver does', async () => {
    const { probes, heard, arm } = await probesOf('', 'truncate');
    const outcome = await probes.pair({ ...arm, name: 'www.example.org.' });
    expect(outcome).toMatchObject({
      strategy: 'pair',
      transport: 'udp',
      a: { kind: 'answered', answer: { truncated: false } },
      aaaa: { kind: 'answered', answer: { truncated: false } },
    });
    expect(heard.pairs).toEqual([outcome]);
  });

  it('keeps a lookup for fivesec itself from the listeners', async () => {
    const { probes, heard } = await probesOf('', 'answer');
    expect((await probes.resolve('dns-pods.test.', 'glibc')).result).toBe('ok');
    expect(heard.lookups).toEqual([]);
  });

  it('keeps aborted outcomes from the listeners', async () => {
    const { probes, heard, arm, abort } = await probesOf('', 'drop');
    const running = [probes.lookup('web', 'glibc'), probes.pair(arm)];
    setImmediate(abort);
    await Promise.all(running);
    expect(heard).toEqual({ lookups: [], pairs: [] });
  });
});
