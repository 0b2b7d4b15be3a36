/** The house rules that no linter knows: who may import whom, one door for each library, one place for time. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ANONYMOUS, functionLengths } from './support/source/function-lengths.ts';
import { reExports } from './support/source/re-exports.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What each room may import besides itself; data flows from the first rooms to the last, never back. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  statistics: [],
  platform: ['domain'],
  config: ['domain', 'platform'],
  wire: ['domain', 'platform'],
  resolver: ['domain', 'platform', 'wire'],
  schedule: ['platform'],
  probe: ['config', 'domain', 'platform', 'resolver', 'schedule', 'wire'],
  kernel: ['domain', 'platform'],
  flows: ['domain', 'kernel', 'platform'],
  evidence: ['domain', 'kernel', 'platform', 'statistics'],
  patterns: ['domain', 'statistics'],
  compare: ['domain', 'patterns', 'statistics'],
  rules: ['compare', 'domain', 'patterns', 'statistics'],
  causes: ['compare', 'domain', 'patterns', 'rules', 'statistics'],
  diagnosis: ['causes', 'compare', 'domain', 'rules', 'statistics'],
  window: ['compare', 'diagnosis', 'domain', 'evidence', 'kernel', 'platform', 'statistics'],
  metrics: ['domain', 'kernel', 'platform'],
  journal: ['domain'],
  http: ['domain', 'platform'],
  status: ['compare', 'diagnosis', 'domain', 'http', 'journal', 'kernel', 'platform', 'statistics', 'window'],
  fleet: ['domain', 'platform', 'statistics', 'status'],
  webhook: ['config', 'domain', 'http', 'platform'],
  demo: ['domain', 'platform'],
  trace: ['domain', 'platform'],
  check: [
    'compare',
    'config',
    'diagnosis',
    'domain',
    'flows',
    'kernel',
    'platform',
    'probe',
    'schedule',
    'statistics',
    'window',
  ],
  cli: ['*', 'agent'],
  agent: ['*'],
  main: ['cli', 'platform'],
};
/** The folders of a room, in the direction of the data: each may import what is in those before it. The room's own files join them. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  compare: ['counts', 'view', 'clash', 'answers', 'servers', 'slowness', 'vip', 'pods', 'network'],
  window: ['history', 'changes', 'claims'],
};
/** Nobody else may import what joins the rooms. */
const COMPOSITION_ROOTS = ['agent', 'cli', 'main'];

/** Libraries and their doors. The agent and the webhook each have a schema of their options; JSON from other machines has its own. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  commander: ['cli/commander.ts'],
  'dns-packet': ['wire/packet.ts'],
  express: ['http/express-app.ts'],
  pino: ['platform/log.ts'],
  'prom-client': ['metrics/registry.ts'],
  yaml: ['config/file.ts'],
  zod: [
    'config/flow-options.ts',
    'config/option-row.ts',
    'config/schema.ts',
    'config/trace-options.ts',
    'fleet/read-report.ts',
    'webhook/admission/review.ts',
    'webhook/settings.ts',
  ],
  'node:child_process': ['kernel/conntrack-tool.ts'],
  'node:dns': ['cli/actions/trace.ts', 'fleet/find-agents.ts'],
  'node:dgram': ['demo/dns-server.ts', 'demo/listen.ts', 'wire/udp.ts'],
  'node:v8': ['platform/small-heap.ts'],
  'node:vm': ['platform/small-heap.ts'],
};

const MAX_FUNCTION_LINES = 60;

const MAX_FILE_LINES = 250;
const MAX_MEDIAN_LINES = 80;
/** The largest part of all lines of src/ that one room may have. */
const MAX_ROOM_SHARE = 0.12;

/** The tables of contents: files that join rooms and do nothing else. They stay as short as they are. */
const MAX_LINES_OF: Readonly<Record<string, number>> = { 'agent/agent.ts': 50, 'check/check.ts': 62 };

const TYPES_ONLY = 'it has types and constants only';
/** Files without a test of their own, and the test that covers them instead. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'agent/agent.ts': 'test/agent/agent.test.ts',
  'agent/measuring.ts': 'test/agent/agent.test.ts',
  'agent/judging.ts': 'test/agent/agent.test.ts',
  'agent/outcomes.ts': 'test/agent/agent.test.ts',
  'agent/pages/flow-report.ts': 'test/agent/flows.test.ts',
  'agent/pages/serve.ts': 'test/agent/agent.test.ts',
  'agent/run.ts': 'test/agent/agent.test.ts',
  'agent/stall/stall-response.ts': 'test/agent/episodes.test.ts',
  'check/demand.ts': 'test/check/check.test.ts',
  'check/phases.ts': 'test/check/check.test.ts',
  'check/prepare.ts': 'test/check/check.test.ts',
  'check/flows.ts': 'test/lab/fates.test.ts',
  'check/send.ts': 'test/check/check.test.ts',
  'main.ts': 'test/system',
  'cli/actions/agent.ts': 'test/system',
  'cli/actions/check.ts': 'test/system',
  'cli/actions/demo.ts': 'test/system',
  'cli/commander.ts': 'test/cli/main.test.ts',
  'cli/config-flags.ts': 'test/cli/main.test.ts',
  'cli/commands/agent.ts': 'test/cli/main.test.ts',
  'cli/commands/check.ts': 'test/cli/check-executable.test.ts',
  'cli/commands/completion.ts': 'test/cli/completion/shells.test.ts',
  'cli/commands/demo.ts': 'test/cli/flag-values.test.ts',
  'cli/commands/fleet.ts': 'test/cli/examples.test.ts',
  'cli/commands/flows.ts': 'test/cli/actions/flows.test.ts',
  'cli/commands/trace.ts': 'test/cli/flag-values.test.ts',
  'cli/commands/webhook.ts': 'test/webhook/webhook.test.ts',
  'cli/completion/bash.ts': 'test/cli/completion/shells.test.ts',
  'cli/completion/fish.ts': 'test/cli/completion/shells.test.ts',
  'cli/completion/values.ts': 'test/cli/completion/shells.test.ts',
  'cli/completion/zsh.ts': 'test/cli/completion/shells.test.ts',
  'cli/runner.ts': TYPES_ONLY,
  'cli/process.ts': TYPES_ONLY,
  'cli/program.ts': 'test/system',
  'cli/version.ts': 'test/system',
  'cli/actions/webhook.ts': 'test/webhook/webhook.test.ts',
  'config/file.ts': 'test/config/load.test.ts',
  'config/fleet-options.ts': 'test/config/load.test.ts',
  'config/frozen.ts': 'test/config/load.test.ts',
  'config/issues.ts': 'test/config/load.test.ts',
  'config/mistakes.ts': 'test/config/load.test.ts',
  'config/layers.ts': 'test/config/load.test.ts',
  'config/reading.ts': 'test/config/load.test.ts',
  'config/option-row.ts': 'test/config/load.test.ts',
  'config/schema.ts': 'test/config/load.test.ts',
  'config/flow-options.ts': 'test/config/load.test.ts',
  'config/trace-options.ts': 'test/config/load.test.ts',
  'compare/vip/astray-share.ts': 'test/causes/vip-leads-astray.test.ts',
  'compare/vip/drawn-again.ts': 'test/causes/vip-leads-astray.test.ts',
  'compare/pods/idle-pods.ts': 'test/causes/endpoint-down.test.ts',
  'compare/slowness/late-answers.ts': 'test/causes/packet-loss.test.ts',
  'compare/network/outage.ts': 'test/causes/packet-loss.test.ts',
  'compare/servers/served-by.ts': 'test/causes/nameserver-down.test.ts',
  'compare/pods/way-to-pods.ts': 'test/rules/way-to-pods-loses.test.ts',
  'causes/cause-definition.ts': TYPES_ONLY,
  'rules/rule.ts': TYPES_ONLY,
  'patterns/axes.ts': 'test/patterns/everywhere.test.ts',
  'patterns/pattern.ts': 'test/patterns/fit.test.ts',
  'patterns/prediction.ts': 'test/patterns/likelihood.test.ts',
  'causes/shared-remedies.ts': 'test/causes/all-causes.test.ts',
  'domain/evidence.ts': 'test/evidence/gather.test.ts',
  'evidence/answer-kinds.ts': 'test/evidence/name-faults.test.ts',
  'domain/explanation.ts': TYPES_ONLY,
  'domain/flow.ts': 'test/flows/read-budget.test.ts',
  'domain/http-request.ts': 'test/metrics/http-recorder.test.ts',
  'domain/node.ts': 'test/kernel/snapshot.test.ts',
  'domain/outcome.ts': 'test/domain/pair.test.ts',
  'domain/reading.ts': 'test/kernel/snapshot.test.ts',
  'domain/strategy.ts': 'test/wire/prober.test.ts',
  'kernel/places.ts': 'test/kernel/snapshot.test.ts',
  'kernel/reading-row.ts': TYPES_ONLY,
  'fleet/fleet-style.ts': 'test/fleet/fleet-page.test.ts',
  'fleet/fleet-tables.ts': 'test/fleet/fleet-page.test.ts',
  'agent/pages/fleet-pages.ts': 'test/agent/pages/node-report.test.ts',
  'http/answers.ts': 'test/status/app.test.ts',
  'http/express-app.ts': 'test/webhook/app.test.ts',
  'status/format-server.ts': 'test/status/status-page.test.ts',
  'status/format-time.ts': 'test/status/slow-lookups.test.ts',
  'status/page-view.ts': TYPES_ONLY,
  'status/picture/scatter-points.ts': 'test/status/picture/scatter.test.ts',
  'status/probe-table.ts': 'test/status/status-page.test.ts',
  'status/query-line.ts': 'test/status/picture/timeline.test.ts',
  'metrics/agent-metrics.ts': 'test/metrics/catalogue.test.ts',
  'metrics/flow-metrics.ts': 'test/metrics/catalogue.test.ts',
  'metrics/http-metrics.ts': 'test/metrics/catalogue.test.ts',
  'metrics/kernel-metrics.ts': 'test/metrics/node-recorder.test.ts',
  'metrics/node-metrics.ts': 'test/metrics/catalogue.test.ts',
  'metrics/probe-metrics.ts': 'test/metrics/catalogue.test.ts',
  'metrics/spec.ts': TYPES_ONLY,
  'metrics/verdict-metrics.ts': 'test/metrics/catalogue.test.ts',
  'metrics/webhook-metrics.ts': 'test/metrics/catalogue.test.ts',
  'platform/small-heap.ts': 'bench',
  'platform/assert-never.ts': 'test/platform/failure.test.ts',
  'resolver/profile.ts': 'test/resolver/lookup.test.ts',
  'resolver/glibc/round.ts': 'test/resolver/glibc/send.test.ts',
  'resolver/session.ts': 'test/resolver/lookup.test.ts',
  'trace/request-steps.ts': 'test/trace/timed-request.test.ts',
  'window/open-window.ts': 'test/check/check.test.ts',
  'window/claims/stream.ts': TYPES_ONLY,
  'webhook/metrics.ts': 'test/metrics/webhook-recorder.test.ts',
  'wire/channel.ts': 'test/wire/prober.test.ts',
};

interface Module {
  /** Path below src/. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** Without comments and the insides of strings. */
  readonly code: string;
  /** Paths below src/. */
  readonly imports: readonly string[];
  readonly libraries: readonly string[];
}

function filesBelow(folder: string, ending: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(join(ROOT, folder), join(entry.parentPath, entry.name)))
    .sort();
}

function readModule(path: string): Module {
  const text = readFileSync(join(ROOT, 'src', path), 'utf8');
  const imported = [
    ...text.matchAll(/^(?:import|export)\b[^;'"]*?\bfrom ['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\s*\(?['"]([^'"]+)['"]/g),
  ];
  const targets = imported.map(([, target]) => target ?? '');
  return {
    path,
    room: roomOf(path),
    text,
    code: text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''"),
    imports: targets.filter((to) => to.startsWith('.')).map((to) => join(dirname(path), to)),
    libraries: targets.filter((to) => !to.startsWith('.')),
  };
}

function roomOf(path: string): string {
  return path.split('/')[0]?.replace(/\.ts$/, '') ?? path;
}

/** The folder within its room; empty for a file of the room itself. */
function folderOf(path: string): string {
  return dirname(path).split('/').slice(1).join('/');
}

/** Each line ends with a line break, the last one too. */
function linesOf({ text }: Module): number {
  return text.split('\n').length - 1;
}

const MODULES = filesBelow('src', '.ts').map(readModule);
const pathsWhere = (offends: (module: Module) => boolean) => MODULES.filter(offends).map(({ path }) => path);

describe('imports', () => {
  it('find the sources at all', () => {
    expect(MODULES.length).toBeGreaterThan(90);
    expect(MODULES.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
    const paths = new Set(MODULES.map(({ path }) => path));
    expect(
      MODULES.flatMap(({ imports }) => imports).filter((to) => to.endsWith('.ts') && !paths.has(to)),
    ).toEqual([]);
  });

  it('lead only into rooms that are allowed', () => {
    const offences = MODULES.flatMap(({ path, room, imports }) => {
      const allowed = MAY_IMPORT[room] ?? [];
      return imports
        .filter((to) => roomOf(to) !== room && to.endsWith('.ts'))
        .filter((to) => !allowed.includes(roomOf(to)))
        .filter((to) => !allowed.includes('*') || COMPOSITION_ROOTS.includes(roomOf(to)))
        .map((to) => `${path} imports ${to}`);
    });
    expect(offences).toEqual([]);
  });

  it('make use of every permission', () => {
    const used = new Set(
      MODULES.flatMap(({ room, imports }) => imports.map((to) => `${room} -> ${roomOf(to)}`)),
    );
    const idle = Object.entries(MAY_IMPORT).flatMap(([room, allowed]) =>
      allowed.filter((to) => to !== '*' && !used.has(`${room} -> ${to}`)).map((to) => `${room} -> ${to}`),
    );
    expect(idle).toEqual([]);
  });

  it('lead only to earlier folders within a room whose folders have an order', () => {
    const offences = MODULES.flatMap(({ path, room, imports }) => {
      const order = FOLDERS[room] ?? [];
      const place = order.indexOf(folderOf(path));
      return imports
        .filter((to) => place >= 0 && roomOf(to) === room)
        .filter((to) => !order.slice(0, place + 1).includes(folderOf(to)))
        .map((to) => `${path} imports ${to}`);
    });
    expect(offences).toEqual([]);
    const known = new Set(MODULES.map(({ path, room }) => `${room}/${folderOf(path)}`));
    const stated = Object.entries(FOLDERS).flatMap(([room, order]) => order.map((one) => `${room}/${one}`));
    expect(stated.filter((one) => !known.has(one))).toEqual([]);
  });

  it('know every room', () => {
    expect([...new Set(MODULES.map(({ room }) => room))].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  it('go round in no circle', () => {
    const importsOf = new Map(MODULES.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const to of importsOf.get(path) ?? []) visit(to, [...trail, path]);
      done.add(path);
    };
    for (const { path } of MODULES) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('bring each library in through its own door', () => {
    const offences = MODULES.flatMap(({ path, libraries }) =>
      libraries
        .filter((library) => (DOORS[library] ? !DOORS[library].includes(path) : !library.startsWith('node:')))
        .map((library) => `${path} imports ${library}`),
    );
    expect(offences).toEqual([]);
  });

  it('leave no door without a use', () => {
    const uses = (library: string, door: string) =>
      MODULES.find(({ path }) => path === door)?.libraries.includes(library);
    const idle = Object.entries(DOORS).flatMap(([library, doors]) =>
      doors.filter((door) => !uses(library, door)),
    );
    expect(idle).toEqual([]);
  });
});

describe('the code', () => {
  it('takes timers and the time from platform/clock.ts only', () => {
    const time =
      /\b(?:setTimeout|setInterval|setImmediate|Date\.now|new Date\(\)|performance\.now|hrtime)\b|node:(?:timers|perf_hooks)/;
    expect(
      pathsWhere(({ text, code }) => time.test(code) || /['"]node:(?:timers|perf_hooks)/.test(text)),
    ).toEqual(['platform/clock.ts']);
  });

  it('reads the process in main.ts only; others are given what they need', () => {
    const given = /\bprocess: Process\b/;
    const reads = ({ code, libraries }: Module) =>
      libraries.includes('node:process') || (/\bprocess\.[a-z]/.test(code) && !given.test(code));
    expect(pathsWhere(reads)).toEqual(['main.ts']);
    expect(pathsWhere(({ code }) => /\bglobalThis\b/.test(code))).toEqual([]);
  });

  it('has named exports and no grab-bags', () => {
    expect(pathsWhere(({ code }) => /^export default\b/m.test(code))).toEqual([]);
    const grabBag = /^(?:utils?|helpers?|common|types?|constants?|misc|index|shared)\.ts$/;
    expect(pathsWhere(({ path }) => grabBag.test(basename(path)))).toEqual([]);
  });

  it('exports a name from the file that declares it only; the door of a library may pass on the names of that library', () => {
    const offences = ['src', 'test', 'scripts', 'bench'].flatMap((folder) =>
      filesBelow(folder, '.ts').flatMap((path) =>
        reExports(readFileSync(join(ROOT, folder, path), 'utf8'))
          .filter(({ from }) => !(folder === 'src' && DOORS[from]?.includes(path)))
          .map(({ name, from }) => `${folder}/${path} exports ${name} of ${from}`),
      ),
    );
    expect(offences).toEqual([]);
  });

  it('uses no any, no assertion of non-null, and silences no checker', () => {
    expect(pathsWhere(({ code }) => /:\s*any\b|\bas any\b|<any>/.test(code))).toEqual([]);
    expect(
      pathsWhere(({ text }) =>
        /@ts-(?:ignore|expect-error|nocheck)|oxlint-disable|eslint-disable/.test(text),
      ),
    ).toEqual([]);
  });

  it('is in files of 250 lines at most, each of which says what it is for', () => {
    expect(pathsWhere((module) => linesOf(module) > MAX_FILE_LINES)).toEqual([]);
    expect(pathsWhere(({ text }) => !/^(?:#!.*\n)?(?:\/\*\*|\/\/)/.test(text))).toEqual([]);
  });
});

describe('the size', () => {
  it('of no function is over 60 lines', () => {
    const long = MODULES.flatMap(({ path, text }) =>
      functionLengths(text)
        .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(long).toEqual([]);
  });

  it('of no function with a name is over 60 lines in tests, scripts and benches', () => {
    const long = ['test', 'scripts', 'bench'].flatMap((folder) =>
      filesBelow(folder, '.ts').flatMap((path) =>
        functionLengths(readFileSync(join(ROOT, folder, path), 'utf8'))
          // The anonymous ones are blocks of tests, which list cases.
          .filter(({ name, lines }) => name !== ANONYMOUS && lines > MAX_FUNCTION_LINES)
          .map(({ name }) => `${folder}/${path}: ${name}`),
      ),
    );
    expect(long).toEqual([]);
  });

  it('of the median file is 80 lines at most', () => {
    const sorted = MODULES.map(linesOf).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES);
  });

  it('of the files that join the rooms does not grow', () => {
    const joining = MODULES.filter(({ path }) => path in MAX_LINES_OF);
    expect(joining.map(({ path }) => path)).toEqual(Object.keys(MAX_LINES_OF));
    expect(pathsWhere((module) => linesOf(module) > (MAX_LINES_OF[module.path] ?? MAX_FILE_LINES))).toEqual(
      [],
    );
  });

  it('of no room is over 12 % of the lines of src/', () => {
    const sum = (modules: readonly Module[]) => modules.reduce((lines, module) => lines + linesOf(module), 0);
    const shares = Object.keys(MAY_IMPORT).map(
      (name) => [name, sum(MODULES.filter(({ room }) => room === name)) / sum(MODULES)] as const,
    );
    expect(Math.max(...shares.map(([, share]) => share))).toBeGreaterThan(0);
    expect(shares.filter(([, share]) => share > MAX_ROOM_SHARE)).toEqual([]);
  });
});

describe('the tests', () => {
  const untested = pathsWhere(
    ({ path }) => !existsSync(join(ROOT, 'test', path.replace(/\.ts$/, '.test.ts'))),
  );

  it('mirror the sources, but for the exceptions that are stated', () => {
    const stated = Object.keys(TESTED_ELSEWHERE);
    expect(untested.filter((path) => !stated.includes(path))).toEqual([]);
    const paths = MODULES.map(({ path }) => path);
    expect(stated.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('are left out only where a file has no function', () => {
    const typesOnly = Object.keys(TESTED_ELSEWHERE).filter((path) => TESTED_ELSEWHERE[path] === TYPES_ONLY);
    const runs = MODULES.filter(
      ({ path, text }) => typesOnly.includes(path) && functionLengths(text).length > 0,
    );
    expect(runs.map(({ path }) => path)).toEqual([]);
  });

  it('that stand for others are there', () => {
    const places = Object.values(TESTED_ELSEWHERE).filter((place) => place !== TYPES_ONLY);
    expect([...new Set(places)].filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
  });
});
