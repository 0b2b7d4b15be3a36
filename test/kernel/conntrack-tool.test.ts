import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { conntrackStream, wholeAnswer } from '../../src/kernel/conntrack-tool.ts';
import { readToolEntries, readToolStats } from '../../src/kernel/conntrack-tool-stats.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { requirement } from '../support/machine/requirement.ts';
import { UNKILLABLE_NEEDS, unkillableCalls, writeUnkillable } from '../support/machine/unkillable.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const [TOOL, CLOCK] = ['kernel/conntrack-tool.ts', 'platform/clock.ts'].map(
  (file) => new URL(`../../src/${file}`, import.meta.url).href,
);

const conntrackTool = (command: string, clock: Clock, patienceMs?: number) =>
  wholeAnswer(conntrackStream(command, clock, patienceMs));

const ROW =
  'cpu=0   \tfound=3 invalid=0 insert=0 insert_failed=7 drop=6 early_drop=1 error=0 search_restart=0 clash_resolve=5 chaintoolong=2 ';

describe('the conntrack tool', () => {
  let directory = '';
  const script = (name: string, body: string, patienceMs?: number) => {
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return conntrackTool(path, systemClock, patienceMs);
  };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'fivesec-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is the source of the reading when it succeeds', async () => {
    const run = script('works', `[ "$1" = -C ] && echo 421 || printf '${ROW}\\n'`);
    expect(await readToolStats(run)).toMatchObject({ kind: 'read', source: 'conntrack-tool' });
    expect(await readToolEntries(run)).toEqual({ kind: 'read', source: 'conntrack-tool', value: 421 });
  });

  it('gives no reading when it prints zeros and then fails for lack of permission', async () => {
    const run = script('fails', `printf '${ROW}\\n'; echo 'sorry, you must be root' >&2; exit 1`);
    expect(await readToolStats(run)).toMatchObject({
      kind: 'absent',
      reason: 'no-permission',
      detail: expect.stringContaining('you must be root'),
    });
  });

  it('is absent where it is not installed', async () => {
    const run = conntrackTool(join(directory, 'nowhere'), systemClock);
    expect(await readToolStats(run)).toMatchObject({ kind: 'absent', reason: 'no-tool' });
  });

  it('gave no answer when no process can be started', async () => {
    // node:child_process throws at once here, as it does where fork(2) fails.
    const run = conntrackTool('con\0ntrack', systemClock);
    expect(await readToolStats(run)).toMatchObject({ kind: 'absent', reason: 'no-answer' });
  });

  it('gave no answer where no descriptor is left for its pipes', async () => {
    const driver = [
      "import { openSync } from 'node:fs';",
      `import { conntrackStream } from ${JSON.stringify(TOOL)};`,
      `import { systemClock } from ${JSON.stringify(CLOCK)};`,
      'try { for (;;) openSync("/dev/null", "r"); } catch {}',
      "const pieces = conntrackStream('true', systemClock)([]);",
      'console.log(JSON.stringify((await pieces.next()).value));',
      'setImmediate(() => process.exit(0));',
    ].join('\n');
    const path = join(directory, 'driver.mts');
    writeFileSync(path, driver);
    const argv = ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, '--import', 'tsx', path];
    const ran = spawnSync('sh', argv, { encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(JSON.parse(ran.stdout)).toMatchObject({ kind: 'absent', reason: 'no-answer' });
  });

  it('gave no answer when it hangs, also if it does not heed a polite signal, or is ended by another', async () => {
    const hung = script('hung', `trap '' TERM; printf '${ROW}\\n'; exec sleep 60`, 200);
    expect(await readToolStats(hung)).toMatchObject({
      kind: 'absent',
      reason: 'no-answer',
      detail: expect.stringContaining('within 200 ms'),
    });
    expect(await readToolStats(script('killed', 'kill -KILL $$'))).toMatchObject({
      reason: 'no-answer',
      detail: expect.stringContaining('ended by SIGKILL'),
    });
  });

  it('is neither waited for nor started again while even SIGKILL does not end it', async (context) => {
    const calls = unkillableCalls();
    const hasPerl = spawnSync('perl', ['-e', '']).status === 0;
    requirement(context, calls !== undefined && hasPerl, UNKILLABLE_NEEDS);
    if (calls === undefined) return;
    const [path, log] = [join(directory, 'stuck'), join(directory, 'tracers')];
    const tracers = () =>
      (existsSync(log) ? (readFileSync(log, 'utf8').match(/\d+/g) ?? []) : []).map(Number);
    writeUnkillable(path, log, calls);
    const clock = new FakeClock();
    const run = conntrackTool(path, clock, 2000);

    const first = readToolStats(run);
    await vi.waitUntil(() => tracers().length === 1, 10_000);
    await clock.advance(2000);
    const noAnswer = (words: string) => ({ reason: 'no-answer', detail: expect.stringContaining(words) });
    expect(await first).toMatchObject(noAnswer('within 2000 ms'));
    // A killed process that is not stuck has ended by now.
    await setTimeout(200);
    expect(await readToolEntries(run)).toMatchObject(noAnswer('does not end, though it was killed'));
    expect(tracers()).toHaveLength(1);

    for (const tracer of tracers()) process.kill(tracer, 'SIGKILL');
    // Refused calls resolve at once; the first that does not has started the tool again.
    let again = readToolStats(run);
    while ((await Promise.race([again, setTimeout(100)])) !== undefined) {
      await setTimeout(10);
      again = readToolStats(run);
    }
    await vi.waitUntil(() => tracers().length === 2, 10_000);
    await clock.advance(2000);
    expect(await again).toMatchObject(noAnswer('within 2000 ms'));
    for (const tracer of tracers().slice(1)) process.kill(tracer, 'SIGKILL');
  });

  it('is unparsable when its output does not end', async () => {
    expect(await readToolStats(script('endless', 'exec yes'))).toMatchObject({ reason: 'unparsable' });
  });

  it('yields its answer in pieces, and ends when the reader stops', async () => {
    const path = join(directory, 'lines');
    writeFileSync(path, '#!/bin/sh\necho $$ > "$0.pid"; exec yes\n', { mode: 0o755 });
    const pieces = conntrackStream(path, systemClock)(['-L']);
    expect(await pieces.next()).toMatchObject({ value: { kind: 'read', source: 'conntrack-tool' } });
    await pieces.return();
    const pid = Number(readFileSync(`${path}.pid`, 'utf8'));
    await vi.waitUntil(() => !existsSync(`/proc/${pid}`), 10_000);
  });

  it('has an absent last piece when it fails after its output', async () => {
    const path = join(directory, 'breaks');
    writeFileSync(path, "#!/bin/sh\necho one; echo 'sorry' >&2; exit 1\n", { mode: 0o755 });
    const kinds = [];
    for await (const piece of conntrackStream(path, systemClock)([])) kinds.push(piece.kind);
    expect(kinds).toEqual(['read', 'absent']);
  });

  it('is unparsable when its output has another format', async () => {
    expect(await readToolStats(script('chatty', 'echo hello'))).toMatchObject({ reason: 'unparsable' });
  });
});

describe('the real conntrack(8)', () => {
  const permitted = spawnSync('conntrack', ['-S']).status === 0;

  it('gives a reading where it has permission', async (context) => {
    requirement(context, permitted, 'conntrack(8) is not installed, or not permitted (root, nf_conntrack)');
    expect(await readToolStats(conntrackTool('conntrack', systemClock))).toMatchObject({
      source: 'conntrack-tool',
    });
    expect(await readToolEntries(conntrackTool('conntrack', systemClock))).toMatchObject({
      source: 'conntrack-tool',
    });
  });

  it('prints zeros without permission, and gives no reading', async (context) => {
    const nobody = ['--reuid', '65534', '--clear-groups', 'conntrack'];
    const denied = spawnSync('setpriv', [...nobody, '-S'], { encoding: 'utf8' });
    requirement(context, permitted && denied.status === 1, 'the test needs root, setpriv and conntrack(8)');
    expect(denied.stdout).toContain('insert_failed=0');
    const asNobody = (args: readonly string[]) => conntrackTool('setpriv', systemClock)([...nobody, ...args]);
    for (const reading of [await readToolStats(asNobody), await readToolEntries(asNobody)])
      expect(reading).toMatchObject({ kind: 'absent', reason: 'no-permission' });
  });
});
