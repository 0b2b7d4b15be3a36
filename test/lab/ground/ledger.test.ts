import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canStand } from '../can-stand.ts';
import { topology } from '../topology.ts';
import { entryFrom } from './entry.ts';
import { CONNTRACK_LIMIT } from './machine-limit.ts';
import { inOwnRun } from './own-run.ts';

const NOBODY = 65_534;
const DEAD_OWNER = '{"kind":"owner","pid":1,"startTicks":"0"}';
const HEX = '0123456789abcdef'.repeat(2);
const SWEEP = 'console.log(JSON.stringify(await sweep()));';

/** Shell lines that make the ledger of lab `x`. */
const ledgerOf = (...lines: readonly string[]) =>
  `mkdir -p -m 700 /run/fivesec-lab/x; printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > /run/fivesec-lab/x/ledger.jsonl`;

let place = '';
let victim = '';

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'fivesec-victim-'));
  victim = join(place, 'victim');
  mkdirSync(victim);
  writeFileSync(join(victim, 'precious'), '');
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

describe('an entry', () => {
  it.for([
    { kind: 'owner', pid: 7, startTicks: '12' },
    { kind: 'namespace', name: 'fivesec-x-pod1' },
    { kind: 'overlay', name: 'fivesec-x-node' },
    { kind: 'overlays' },
    { kind: 'directory', path: `/var/tmp/fivesec-lab-x-${HEX}` },
    { kind: 'cgroup', path: '/sys/fs/cgroup/fivesec-x' },
    { kind: 'pod-cgroups' },
    { kind: 'conntrack-limit' },
  ])('counts where a lab would write it: %j', (entry) => {
    expect(entryFrom(JSON.stringify(entry), 'x')).toEqual(entry);
  });

  it.for([
    'garbage',
    { kind: 'owner', pid: '1', startTicks: '0' },
    { kind: 'namespace', name: 'cni-1234' },
    { kind: 'namespace', name: 'fivesec-y-pod1' },
    { kind: 'namespace', name: 'fivesec-x-pod1/../y' },
    { kind: 'overlay', name: 'fivesec-x-../..' },
    { kind: 'overlays', path: '/home' },
    { kind: 'directory', path: '/home' },
    { kind: 'directory', path: `tmp/fivesec-lab-x-${HEX}` },
    { kind: 'directory', path: `/tmp/../home/fivesec-lab-x-${HEX}` },
    { kind: 'directory', path: `/tmp/fivesec-lab-x-${HEX}/..` },
    { kind: 'directory', path: `/tmp/fivesec-lab-y-${HEX}` },
    { kind: 'cgroup', path: '/sys/fs/cgroup/system.slice' },
    { kind: 'anything' },
  ])('counts nowhere else: %j', (entry) => {
    expect(entryFrom(typeof entry === 'string' ? entry : JSON.stringify(entry), 'x')).toBeUndefined();
  });
});

describe('what others wrote', () => {
  it('is ignored where everybody can write', async (ctx) => {
    await canStand(ctx, topology());
    const limit = readFileSync(CONNTRACK_LIMIT, 'utf8');
    const planted = join(place, 'fivesec-lab', 'x');
    mkdirSync(planted, { recursive: true });
    const lines = [
      DEAD_OWNER,
      JSON.stringify({ kind: 'directory', path: victim }),
      '{"kind":"conntrack-limit"}',
    ];
    writeFileSync(join(planted, 'ledger.jsonl'), `${lines.join('\n')}\n`);
    const loan = join(place, 'fivesec-lab-conntrack-limit.json');
    writeFileSync(loan, '{"labId":"x","before":"1234"}');
    for (const path of [join(place, 'fivesec-lab'), planted, loan]) chownSync(path, NOBODY, NOBODY);

    const { stdout, stderr } = await inOwnRun('', SWEEP, { TMPDIR: place });
    expect({ stdout, stderr }).toEqual({ stdout: '[]\n', stderr: '' });
    expect(existsSync(join(victim, 'precious'))).toBe(true);
    expect(readFileSync(CONNTRACK_LIMIT, 'utf8')).toBe(limit);
  });

  it.for([
    ['another user owns it', `mkdir /run/fivesec-lab; chown ${NOBODY} /run/fivesec-lab`],
    ['others can write to it', 'mkdir /run/fivesec-lab; chmod 1777 /run/fivesec-lab'],
    ['it leads elsewhere', 'mkdir /run/elsewhere; ln -s elsewhere /run/fivesec-lab'],
    ['it is a file', 'touch /run/fivesec-lab'],
  ] as const)("is refused in one line: the ledgers' directory, as %s", async ([, scene], ctx) => {
    await canStand(ctx, topology());
    for (const program of [SWEEP, "Ledger.begin('y');"]) {
      const { stdout, stderr } = await inOwnRun(scene, program);
      expect(stdout).toBe('');
      expect(stderr).toMatch(
        /^\/run\/fivesec-lab is not a directory that only root can write to, .*remove it\n$/,
      );
    }
  });

  it.for([
    ['of garbage', ['garbage']],
    ['of nothing', []],
    ['of a directory of others', [DEAD_OWNER, '{"kind":"directory","path":"VICTIM"}']],
    ['of a shared directory of others', [DEAD_OWNER, '{"kind":"shared-directory","path":"VICTIM"}']],
    ['of an owner who comes late', ['{"kind":"namespace","name":"fivesec-x-node"}', DEAD_OWNER]],
  ] as const)('is refused in one line: a ledger %s', async ([, lines], ctx) => {
    await canStand(ctx, topology());
    const scene = ledgerOf(...lines.map((line) => line.replace('VICTIM', victim)));
    const { stdout, stderr } = await inOwnRun(scene, SWEEP);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^\/run\/fivesec-lab\/x\/ledger.jsonl is not a ledger that a lab wrote, .*x\n$/);
    expect(existsSync(join(victim, 'precious'))).toBe(true);
  });

  it("is refused in one line: the machine's limit", async (ctx) => {
    await canStand(ctx, topology());
    const scene = `mkdir -m 700 /run/fivesec-lab; echo '{"labId":"x","before":"1; 2"}' > /run/fivesec-lab/conntrack-limit.json`;
    const { stderr } = await inOwnRun(scene, 'ownConntrackLimit();');
    expect(stderr).toMatch(
      /^\/run\/fivesec-lab\/conntrack-limit.json does not say what .*remove the file\n$/,
    );
  });
});

describe('a dead owner', () => {
  it('leaves nothing in any temporary directory, and what is not its own stays', async (ctx) => {
    await canStand(ctx, topology());
    const gone = join(place, `fivesec-lab-x-${HEX}`);
    const replaced = join(place, `fivesec-lab-x-${'f'.repeat(32)}`);
    mkdirSync(join(gone, 'files'), { recursive: true });
    symlinkSync('victim', replaced);
    const scene = ledgerOf(
      DEAD_OWNER,
      ...[gone, replaced].map((path) => JSON.stringify({ kind: 'directory', path })),
    );
    const { stdout, stderr } = await inOwnRun(scene, SWEEP);
    expect({ stdout, stderr }).toEqual({
      stdout: `${JSON.stringify([{ id: 'x', removed: [gone] }])}\n`,
      stderr: '',
    });
    expect(readdirSync(place).toSorted()).toEqual([basename(replaced), 'victim'].toSorted());
    expect(readdirSync(victim)).toEqual(['precious']);
  });
});

describe('a lab that is being made', () => {
  it('is not removed, however often a sweep runs', async (ctx) => {
    await canStand(ctx, topology());
    const births = 'for (let i = 0; i < 2000; i++) Ledger.begin("n" + i).remove(); Ledger.begin("last");';
    const looks = `
      const all = [];
      while (!Ledger.all().some(({ id }) => id === 'last')) {
        all.push(...(await sweep()));
        await new Promise(setImmediate);
      }
      console.log(JSON.stringify(all));`;
    const { stdout, stderr } = await inOwnRun('', [births, looks]);
    expect({ stdout, stderr }).toEqual({ stdout: '[]\n', stderr: '' });
  });

  it('gets a directory that servers can read which have given up root', async (ctx) => {
    await canStand(ctx, topology());
    const program = "process.umask(0o077); console.log(makeDirectory(Ledger.begin('y')));";
    const { stdout } = await inOwnRun('', program, { TMPDIR: place });
    expect(dirname(stdout)).toBe(place);
    expect(statSync(stdout.trim()).mode & 0o777).toBe(0o755);
  });

  it('leaves nothing if its process dies meanwhile', async (ctx) => {
    await canStand(ctx, topology());
    const scene =
      'mkdir -p -m 700 /run/fivesec-lab; mkdir /run/fivesec-lab/.aside-1 /run/fivesec-lab/.aside-4194305';
    const { stdout } = await inOwnRun(
      scene,
      "await sweep(); console.log((await import('node:fs')).readdirSync('/run/fivesec-lab').join());",
    );
    expect(stdout).toBe('.aside-1\n');
  });

  it('is refused if there is one of that id', async (ctx) => {
    await canStand(ctx, topology());
    const { stderr } = await inOwnRun('', "Ledger.begin('one'); Ledger.begin('one');");
    expect(stderr).toBe('there is a lab one already: /run/fivesec-lab/one\n');
  });
});
