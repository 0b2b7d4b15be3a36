/** CoreDNS in the DNS pods: it has the same zone as dnsmasq and unbound, and asks the upstream in its own way. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canStand } from '../can-stand.ts';
import { type Argv, run } from '../ground/command.ts';
import { type Lab, standUp } from '../lab.ts';
import { topology } from '../topology.ts';
import { DNS_SERVERS, nodeArgv } from './program.ts';

/** The right answers to A and to AAAA of each name. */
const RIGHT: Readonly<Record<string, readonly [string, string]>> = {
  'web.default.svc.cluster.local': ['NOERROR 10.96.0.80', 'NOERROR fd00:10:96::80'],
  'kubernetes.default.svc.cluster.local': ['NOERROR 10.96.0.1', 'NOERROR'],
  'nowhere.default.svc.cluster.local': ['NXDOMAIN', 'NXDOMAIN'],
  'www.example': ['NOERROR 192.0.2.80', 'NOERROR 2001:db8::80'],
  'nowhere.example': ['NXDOMAIN', 'NXDOMAIN'],
};
const NAMES = Object.keys(RIGHT);
/** Where the Services have IPv6 addresses. */
const RIGHT_6 = { ...RIGHT, 'kubernetes.default.svc.cluster.local': ['NOERROR', 'NOERROR fd00:10:96::1'] };
/** The same over UDP and over TCP. */
function allRight(family: 4 | 6): readonly string[] {
  return Object.entries(family === 4 ? RIGHT : RIGHT_6).flatMap(([name, [a, aaaa]]) =>
    ['udp', 'tcp'].flatMap((transport) => [
      `${transport} A ${name} ${a}`,
      `${transport} AAAA ${name} ${aaaa}`,
    ]),
  );
}
/** How long CoreDNS waits for its upstream (plugin/pkg/proxy), once or several times; then it caches the failure. */
const READ_TIMEOUT_MS = 2000;

/** The answers of `server` to A and AAAA of `names`, over UDP and over TCP. */
async function ask(lab: Lab, server: string, names: readonly string[]): Promise<readonly string[]> {
  const program = new URL('../probe/questions.ts', import.meta.url);
  return (await lab.pod.run(nodeArgv(program, server, ...names))).trim().split('\n');
}

describe('CoreDNS in the DNS pods', () => {
  it.for([4, 6] as const)('answers and forwards over UDP and TCP, asked over IPv%i', async (family, ctx) => {
    const plan = topology({ family, dnsPods: ['coredns', 'coredns'], upstream: 'unbound' });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    for (const server of [lab.vip, ...lab.endpoints]) {
      expect(await ask(lab, server, NAMES)).toEqual(allRight(family));
    }
  });

  it.for([true, false])(
    'says what dnsmasq and unbound say; is there an upstream: %s',
    async (isThere, ctx) => {
      const plan = topology({ dnsPods: DNS_SERVERS, ...(isThere ? { upstream: 'coredns' } : {}) });
      await canStand(ctx, plan);
      await using lab = await standUp(plan);
      const [dnsmasq, unbound, coredns] = await Promise.all(
        lab.endpoints.map((server) => ask(lab, server, NAMES)),
      );
      expect(coredns).toEqual(dnsmasq);
      expect(coredns).toEqual(unbound);
      expect(coredns?.includes('udp A www.example NOERROR 192.0.2.80')).toBe(isThere);
    },
  );

  it('gives up on a silent upstream after seconds, with SERVFAIL; the names of the cluster are fine', async (ctx) => {
    const silent = { kind: 'scripted', rules: [{ action: { kind: 'drop' } }] } as const;
    const plan = topology({ dnsPods: ['coredns', 'coredns'], upstream: silent });
    await canStand(ctx, plan);
    await using lab = await standUp(plan);
    const startMs = performance.now();
    const said = await ask(lab, lab.vip, ['www.example']);
    expect(said).toHaveLength(4);
    for (const line of said) expect(line).toContain('SERVFAIL');
    expect(performance.now() - startMs).toBeGreaterThan(READ_TIMEOUT_MS);
    expect(await ask(lab, lab.vip, NAMES.slice(0, 3))).toEqual(allRight(4).slice(0, 12));
  });
});

describe('where CoreDNS cannot be built', () => {
  const NEEDED =
    /^the lab needs CoreDNS: install Go 1\.26 and run `go mod download` in test\/lab\/dns\/coredns \(.+\)$/;

  /** Evaluates `expression` in a process with `env` and an empty cache, and expects that the cache stays empty. */
  async function elsewhere(expression: string, env: Readonly<Record<string, string>>): Promise<unknown> {
    const cache = mkdtempSync(join(tmpdir(), 'fivesec-no-coredns-'));
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const script = `
      import { whyNoCoreDns } from ${url('coredns-build.ts')};
      import { whyNot } from ${url('../needs.ts')};
      import { topology } from ${url('../topology.ts')};
      console.log(JSON.stringify(await ${expression}));`;
    const argv: Argv = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
    try {
      const said = await run(argv, { env: { XDG_CACHE_HOME: cache, ...env } });
      expect(readdirSync(join(cache, 'fivesec'))).toEqual([]);
      return JSON.parse(said);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  }

  it('says what to do in one line, where there is no Go', async () => {
    expect(await elsewhere('whyNoCoreDns()', { PATH: '/nonexistent' })).toMatch(NEEDED);
  });

  it('reports missing modules, and only for a topology with CoreDNS', async (ctx) => {
    await canStand(ctx, topology({ dnsPods: ['coredns'] }));
    const both = "Promise.all([whyNot(topology({ dnsPods: ['coredns'] })), whyNot(topology())])";
    const said = await elsewhere(both, { GOMODCACHE: '/nonexistent' });
    expect(said).toEqual([expect.stringMatching(NEEDED), null]);
  });
});
