/** Runs all cases at the same time in one lab, and compares the packets of each. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { capture } from '../capture/capture.ts';
import { nodeArgv } from '../dns/program.ts';
import { type Argv, finish, run } from '../ground/command.ts';
import { type Lab, standUp } from '../lab.ts';
import { Line, type RealLookup } from '../probe/application.ts';
import { compile } from '../probe/compile.ts';
import { SOON_WITHOUT_TCP } from '../probe/impatient.ts';
import { type Topology, topology } from '../topology.ts';
import type { Case, Library } from './case.ts';
import { type Comparison, compare } from './compare.ts';
import { isReal, startServers } from './nameservers.ts';
import { type Observed, queriesOf, type Result } from './observed.ts';
import { type Run, runs, type Subject } from './subject.ts';

export interface Finding {
  readonly theCase: Case;
  readonly library: Library;
  readonly by: 'fivesec' | 'node';
  readonly real: Observed;
  readonly other: Observed;
  readonly comparison: Comparison;
  /** The number of runs until nothing differed, at most `TRIES`. */
  readonly attempts: number;
}

/** Scripted servers in one DNS pod; CoreDNS in another, if any of `cases` wants it. */
export function fidelityTopology(cases: readonly Case[]): Topology {
  const wantsReal = cases.some(({ servers }) => servers.some(isReal));
  const scripted = { kind: 'scripted', rules: [] } as const;
  return topology({ proxy: 'none', dnsPods: wantsReal ? [scripted, 'coredns'] : [scripted] });
}

const TRIES = 6;
/** How long the capture continues after the last run, for late packets. */
const AFTERWARDS_MS = 300;
const OurOutcomes = z.array(
  z.object({ result: z.string(), durationMs: z.number(), addresses: z.array(z.string()) }),
);
type Got = Pick<Observed, 'result' | 'addresses' | 'durationMs'>;

/**
 * Runs `cases`, and then those that differ once more: on a busy machine a timer is sometimes late, so only
 * a difference in each of `TRIES` runs counts. Each run takes as long as the longest case, and some seconds.
 */
export async function measurePatiently(cases: readonly Case[]): Promise<readonly Finding[]> {
  let findings = await measure(cases);
  for (let tries = 1; tries < TRIES; tries++) {
    const unlike = new Set(findings.filter(isUnlike).map(({ theCase }) => theCase));
    if (unlike.size === 0) break;
    const anew = await measure([...unlike]);
    findings = findings.map((old) => {
      if (!isUnlike(old)) return old;
      const is = (one: Finding) =>
        one.theCase === old.theCase && one.library === old.library && one.by === old.by;
      return { ...(anew.find(is) ?? old), attempts: old.attempts + 1 };
    });
  }
  return findings;
}

/** Is there a difference other than a known one? */
function isUnlike({ comparison, theCase, library }: Finding): boolean {
  return comparison.differences.length > 0 && theCase.explained[library] === undefined;
}

/** Sets a lab up, runs `cases` once, and tears it down. */
async function measure(cases: readonly Case[]): Promise<readonly Finding[]> {
  await using lab = await standUp(fidelityTopology(cases));
  const all = runs(cases);
  await startServers(lab, all);
  await lab.pod.sysctl(SOON_WITHOUT_TCP);
  const captured = await capture(lab.pod, lab.directory);
  const got = await lookUp(lab, all);
  await pause(AFTERWARDS_MS);
  const messages = await captured.stop();
  const observed = new Map(
    all.map((run) => [run, { ...got(run), queries: queriesOf(run, messages) } satisfies Observed]),
  );
  const of = (theCase: Case, { library, by }: Subject) =>
    [...observed].find(
      ([run]) => run.theCase === theCase && run.subject.library === library && run.subject.by === by,
    )?.[1];
  return all.flatMap(({ theCase, subject: { library, by } }) => {
    const real = of(theCase, { library, by: 'library' });
    const other = of(theCase, { library, by });
    if (by === 'library' || real === undefined || other === undefined) return [];
    return [{ theCase, library, by, real, other, comparison: compare(real, other), attempts: 1 }];
  });
}

/** The versions of this machine's C libraries and kernel. */
export async function libraryVersions(): Promise<string> {
  const glibc = /(\d+\.\d+)\s*$/m.exec(await run(['ldd', '--version']))?.[1];
  const musl = /Version (\S+)/.exec((await finish(['/lib/ld-musl-x86_64.so.1'])).stderr)?.[1];
  const kernel = (await run(['uname', '-r'])).trim();
  return `glibc ${glibc}, musl ${musl ?? 'unknown'}, Node.js ${process.version}, Linux ${kernel}.`;
}

/** How long one more Node takes to start. They start one after the other before the measurement, which they would delay otherwise. */
const NODE_STARTS_MS = 150;

/** Makes all lookups, each at its time; gives their results. */
async function lookUp(lab: Lab, all: readonly Run[]): Promise<(run: Run) => Got> {
  const executables = {
    glibc: await compile('lookup', 'glibc', lab.directory),
    musl: await compile('lookup', 'musl', lab.directory),
  };
  const nodes = all.filter(({ subject }) => subject.by === 'node');
  const warmUpMs = nodes.length * NODE_STARTS_MS;
  const beginAt = Date.now() + warmUpMs;
  const ours = all.filter(({ subject }) => subject.by === 'fivesec');
  const orders = ours.map(({ subject: { library }, resolvConf, theCase: { name }, afterMs }) => {
    return { profile: library, isOldMusl: library === 'musl', resolvConf, name, afterMs: warmUpMs + afterMs };
  });
  const path = join(lab.directory, 'fidelity-orders.json');
  writeFileSync(path, JSON.stringify(orders));
  const [outcomes, ...others] = await Promise.all([
    lab.pod.run(nodeArgv(new URL('../probe/our-lookup.ts', import.meta.url), path)),
    ...all
      .filter(({ subject }) => subject.by === 'library')
      .map(async (run) => {
        await pause(warmUpMs + run.afterMs);
        return [run, await byProgram(lab, run, [executables[run.subject.library]], [])] as const;
      }),
    ...nodes.map(async (run, index) => {
      await pause(index * NODE_STARTS_MS);
      const at = String(beginAt + run.afterMs);
      return [run, await byProgram(lab, run, [process.execPath, NODE_LOOKUP], [at])] as const;
    }),
  ]);
  const results = new Map<Run, Got>(others);
  for (const [index, outcome] of OurOutcomes.parse(JSON.parse(outcomes)).entries()) {
    const run = ours[index];
    if (run !== undefined) results.set(run, { ...outcome, result: ourResult(outcome.result) });
  }
  return (run) => results.get(run) ?? { result: 'failed', addresses: [], durationMs: Number.NaN };
}

const NODE_LOOKUP = fileURLToPath(new URL('../probe/node-lookup.mjs', import.meta.url));

/** Runs a program with its own resolv.conf, in the mount namespace that `ip netns exec` has made. */
async function byProgram(lab: Lab, run: Run, program: Argv, more: readonly string[]): Promise<Got> {
  const { theCase, addresses, resolvConf } = run;
  const conf = join(lab.directory, `resolv-${addresses[0]}.conf`);
  writeFileSync(conf, resolvConf);
  const shell = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  const text = await lab.pod.run(['sh', '-c', shell, conf, ...program, theCase.name, ...more]);
  const found = Line.parse(JSON.parse(text));
  return { result: realResult(found, run), addresses: found.addresses, durationMs: found.durationMs };
}

/** EAI_NONAME and EAI_NODATA have these numbers in both libraries (netdb.h); Node has its own names. */
function realResult({ error, message }: RealLookup, { subject }: Run): Result {
  if (error === 0) return 'ok';
  const isNotFound = subject.by === 'node' ? message === 'ENOTFOUND' : error === -2 || error === -5;
  return isNotFound ? 'not-found' : 'failed';
}

function ourResult(result: string): Result {
  return result === 'ok' || result === 'not-found' ? result : 'failed';
}
