/** Ctrl-C, as a terminal sends it: to the whole foreground process group. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { canStand } from './can-stand.ts';
import { nodeArgv } from './dns/program.ts';
import { type Argv, type Running, start } from './ground/command.ts';
import { Ledger } from './ground/ledger.ts';
import { processesOf } from './ground/processes.ts';
import { INTERRUPTED } from './interruption.ts';
import { lookAround, lookAroundFirst } from './residue.ts';
import { topology } from './topology.ts';

const GLANCE_MS = 2;

const lab = (...args: readonly string[]): Argv => nodeArgv(new URL('main.ts', import.meta.url), ...args);

/** Waits until `find` finds a value in the program's output; fails if the program ends before that. */
async function until<T>(running: Running, find: () => T | undefined): Promise<T> {
  let ended = false;
  void running.finished.then(() => {
    ended = true;
  });
  for (;;) {
    const value = find();
    if (value !== undefined) return value;
    if (ended) throw new Error(`it ended too early: ${running.stderr()}${running.stdout()}`);
    await pause(GLANCE_MS);
  }
}

/** The lab that the process of `running` owns, once it has begun. */
function labOf({ pid }: Running): string | undefined {
  const isOwner = (ledger: Ledger) => {
    const [owner] = ledger.entries();
    return owner?.kind === 'owner' && owner.pid === pid;
  };
  return Ledger.all().find(isOwner)?.id;
}

/** Has `fivesec check` in the lab a socket to a DNS server? */
function isChecking(id: string): true | undefined {
  const [pid] = processesOf(id).filter((one) => procFile(one, 'cmdline').includes('main.js\0check\0'));
  // A connected socket whose other end has port 53 (proc(5), net/udp).
  return (pid !== undefined && /:0035 01/.test(procFile(pid, 'net/udp'))) || undefined;
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function ctrlC({ pid }: Running): void {
  process.kill(-pid, 'SIGINT');
}

const namespaceOf = (id: string, role: string) =>
  readdirSync('/run/netns').includes(`fivesec-${id}-${role}`) || undefined;

describe('Ctrl-C leaves nothing behind', () => {
  it.for<[string, (id: string) => unknown]>([
    ['its ledger', () => true],
    ['its node', (id) => namespaceOf(id, 'node')],
    ['a pod', (id) => namespaceOf(id, 'pod1')],
    ['a DNS server', (id) => processesOf(id)[0]],
  ])('while the lab is being stood up and has %s', async ([, isThere], ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const running = await start(lab('packet-loss', '--still'));
    const id = await until(running, () => labOf(running));
    await until(running, () => isThere(id) ?? undefined);
    ctrlC(running);
    const { code, stdout, stderr } = await running.finished;
    // The lab may be complete by then, which is no error.
    expect(stdout === '' ? code : INTERRUPTED).toBe(INTERRUPTED);
    expect(stderr).toBe('');
    expect(await lookAround()).toEqual(before);
  });

  it('while the check runs, which says what it knows', async (ctx) => {
    needs(ctx, executableMissing());
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const running = await start(lab('healthy', '--duration', '3m'));
    const id = await until(running, () => labOf(running));
    await until(running, () => isChecking(id));
    ctrlC(running);
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stderr }).toEqual({ code: INTERRUPTED, stderr: '' });
    expect(stdout).toMatch(/^race window: /m);
    expect(stdout).toContain('"healthy.insertFailed": 0');
    expect(await lookAround()).toEqual(before);
  });

  it('while the agent runs and has printed its verdict', async (ctx) => {
    needs(ctx, executableMissing());
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const running = await start(lab('server-error', '--agent'));
    const verdict = /^fivesec_verdict\{cause="server-error"\} 0\.\d+$/m;
    await until(running, () => verdict.exec(running.stdout()) ?? undefined);
    ctrlC(running);
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    const [, errors] = /"server-error.errors": (\d+)/.exec(stdout) ?? [];
    expect(Number(errors)).toBeGreaterThan(0);
    expect(await lookAround()).toEqual(before);
  });

  it('while it just stands, though it comes three times', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const running = await start(lab('packet-loss', '--still'));
    const id = await until(running, () => /fivesec-(\w+)-pod1/.exec(running.stdout())?.[1]);
    expect(readdirSync('/run/netns')).toContain(`fivesec-${id}-node`);
    ctrlC(running);
    ctrlC(running);
    await until(running, () => running.stdout().includes('The truth') || undefined);
    ctrlC(running);
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('"packet-loss.queries": 0');
    expect(await lookAround()).toEqual(before);
  });

  it('when it goes to npm and all that npm runs', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const running = await start(['npm', 'run', '--silent', 'lab', '--', 'conntrack-full', '--still']);
    await until(running, () => /Look into it/.exec(running.stdout()) ?? undefined);
    ctrlC(running);
    const { stdout } = await running.finished;
    expect(stdout).toContain('"conntrack-full.drop": 0');
    expect(await lookAround()).toEqual(before);
  });

  it('while fidelity is being measured', async (ctx) => {
    await canStand(ctx, topology());
    const before = await lookAroundFirst();
    const running = await start(lab('fidelity'));
    const id = await until(running, () => labOf(running));
    await until(running, () => processesOf(id)[0]);
    ctrlC(running);
    const { code, stderr } = await running.finished;
    expect({ code, stderr }).toEqual({ code: INTERRUPTED, stderr: '' });
    expect(await lookAround()).toEqual(before);
  });
});
