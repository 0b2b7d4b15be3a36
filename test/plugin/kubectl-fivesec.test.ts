/** The kubectl plugin, run by a POSIX shell with a kubectl that writes down how it was called. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs, requirement } from '../support/machine/requirement.ts';

const PLUGIN = fileURLToPath(new URL('../../plugin/kubectl-fivesec', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'fivesec-plugin-'));
const [calls, made, started] = ['calls', 'made.yaml', 'started'].map((name) => join(dir, name)) as [
  string,
  string,
  string,
];

/** Says that it runs, and waits. Not a shell: dash can miss a SIGINT that arrives while it forks. */
const HANG = `require('node:fs').writeFileSync('${started}', ''); setTimeout(() => {}, 60000)`;

// One argument on each line, an empty line after each call.
writeFileSync(
  join(dir, 'kubectl'),
  `#!/bin/sh
{ printf '%s\\n' "$@"; echo; } >>'${calls}'
case " $* " in
  *' get pods '*) [ -z "$FAKE_FAILS" ] || { echo 'error: forbidden' >&2; exit 1; }; printf '%b' "$FAKE_AGENTS" ;;
  *' create '*) cat >'${made}' ;;
  *' wait '*) exit "\${FAKE_WAIT:-0}" ;;
  *' exec '*) [ -z "$FAKE_HANGS" ] || exec '${process.execPath}' -e "${HANG}"; exit "\${FAKE_EXIT:-0}" ;;
esac
`,
);
chmodSync(join(dir, 'kubectl'), 0o755);

beforeEach(() => {
  for (const file of [calls, made, started]) rmSync(file, { force: true });
});
afterAll(() => rmSync(dir, { recursive: true }));

const environment = (given: Readonly<Record<string, string>>) => ({
  PATH: `${dir}:${process.env['PATH'] ?? ''}`,
  FAKE_AGENTS: '',
  FAKE_FAILS: '',
  FAKE_HANGS: '',
  ...given,
});

function plugin(args: readonly string[], given: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync('sh', [PLUGIN, ...args], {
    encoding: 'utf8',
    env: environment(given),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, out: stdout, err: stderr, calls: calledWith() };
}

function calledWith(): readonly (readonly string[])[] {
  if (!existsSync(calls)) return [];
  const blocks = readFileSync(calls, 'utf8').split('\n\n').slice(0, -1);
  return blocks.map((block) => block.split('\n'));
}

const verbs = (all: readonly (readonly string[])[]) => all.map(([verb]) => verb);
const AGENT = { FAKE_AGENTS: 'monitoring fivesec-abc\\nmonitoring fivesec-def\\n' };

describe('kubectl fivesec', () => {
  it('runs the command in the agent of the node, with the flags that are not its own, in their order', () => {
    const args = ['check', '--duration', '2m', '--node', 'worker-3', '--explain', 'a b'];
    const { status, calls: all } = plugin(args, AGENT);
    expect(status).toBe(0);
    expect(all[0]).toEqual([
      ...['get', 'pods', '--all-namespaces', '--selector'],
      'app.kubernetes.io/name=fivesec,app.kubernetes.io/component=agent',
      ...['--field-selector', 'status.phase=Running,spec.nodeName=worker-3', '--output'],
      'jsonpath={range .items[*]}{.metadata.namespace}{" "}{.metadata.name}{"\\n"}{end}',
    ]);
    expect(all[1]).toEqual([
      ...['exec', '--namespace', 'monitoring', 'fivesec-abc', '--', 'fivesec', 'check'],
      ...['--duration', '2m', '--explain', 'a b'],
    ]);
    expect(all).toHaveLength(2);
  });

  it('takes any agent, of the namespace and the context that were named', () => {
    const { calls: all } = plugin(['fleet', '-n', 'dns', '--context=prod', '--json'], AGENT);
    expect(all[0]?.slice(0, 6)).toEqual(['--context', 'prod', 'get', 'pods', '--namespace', 'dns']);
    expect(all[0]).toContain('status.phase=Running');
    expect(all[1]?.slice(-4)).toEqual(['--', 'fivesec', 'fleet', '--json']);
  });

  it('ends with the exit code of fivesec', () => {
    expect(plugin(['check'], { ...AGENT, FAKE_EXIT: '1' }).status).toBe(1);
  });

  it('makes no pod where kubectl may not list pods', () => {
    const { status, err, calls: all } = plugin(['check', '--node', 'a', '--yes'], { FAKE_FAILS: '1' });
    expect([status, err, verbs(all)]).toEqual([2, 'error: forbidden\n', ['get']]);
  });

  it.each([
    [['chekc'], 'there is no command chekc'],
    [['check', '--node'], '--node needs a value'],
    [['check'], 'install the Helm chart, or name a node with --node'],
    [['fleet', '--node', 'a'], 'the fleet is the agents of the Helm chart'],
    [['check', '--node', 'a'], 'there is no terminal to ask at: repeat the command with --yes'],
    [['check', '--node', 'a}\nspec: {hostNetwork: true', '--yes'], 'is not the name of a node'],
  ])('refuses %j in a line, and changes nothing', (args, reason) => {
    const { status, err, calls: all } = plugin(args);
    expect(status).toBe(2);
    expect(err).toContain(reason);
    expect(verbs(all).filter((verb) => verb !== 'get')).toEqual([]);
  });

  it('explains itself', () => {
    for (const args of [[], ['--help']]) {
      const { status, out, calls: all } = plugin(args);
      expect([status, all]).toEqual([0, []]);
      expect(out).toContain('kubectl fivesec check --node worker-3');
    }
  });
});

describe('where the node has no agent', () => {
  it('states the rights of a pod, makes it, runs the command in it, and removes it', () => {
    const { status, err, calls: all } = plugin(['check', '--node', 'worker-3', '--yes'], { FAKE_EXIT: '1' });
    expect(status).toBe(1);
    expect(err).toContain('rights     user 65532, no capabilities, read-only root, no host path');
    expect(verbs(all)).toEqual(['get', 'create', 'wait', 'exec', 'delete']);
    const pod: unknown = parse(readFileSync(made, 'utf8'));
    const name = String(at(pod, 'metadata.name'));
    expect(all[4]).toEqual([
      ...['delete', 'pod', name, '--namespace', 'default', '--ignore-not-found', '--wait=false'],
    ]);
    expect(at(pod, 'spec.nodeName')).toBe('worker-3');
    expect(at(pod, 'spec.activeDeadlineSeconds')).toBe(600);
  });

  it('gives the pod the rights that the chart gives its agent, and no host path', (ctx) => {
    needs(ctx, layerMissing());
    plugin(['check', '--node', 'worker-3', '--yes']);
    const pod: unknown = parse(readFileSync(made, 'utf8'));
    const agent = at(only(render(), 'DaemonSet'), 'spec.template');
    expect(at(agent, 'spec.securityContext')).toEqual(at(pod, 'spec.securityContext'));
    expect(at(agent, 'spec.containers.0.securityContext')).toMatchObject(
      at(pod, 'spec.containers.0.securityContext') as object,
    );
    expect(at(pod, 'spec.automountServiceAccountToken')).toBe(false);
    expect([at(pod, 'spec.volumes'), at(pod, 'spec.hostNetwork')]).toEqual([undefined, undefined]);
  });

  it('tells fivesec the name of the node: the name of the pod means nothing to a reader', () => {
    plugin(['check', '--node', '12', '--yes']);
    const pod: unknown = parse(readFileSync(made, 'utf8'));
    expect(at(pod, 'spec.nodeName')).toBe('12');
    expect(at(pod, 'spec.containers.0.env')).toEqual([{ name: 'FIVESEC_NODE_NAME', value: '12' }]);
  });

  it('removes a pod that did not start', () => {
    const { status, err, calls: all } = plugin(['check', '--node', 'worker-3', '--yes'], { FAKE_WAIT: '1' });
    expect([status, verbs(all)]).toEqual([2, ['get', 'create', 'wait', 'delete']]);
    expect(err).toContain('the pod did not start within 60s');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('removes the pod on %s', async (signal) => {
    const isStarted = new Promise<void>((resolve) => {
      const watcher = watch(dir, () => {
        if (!existsSync(started)) return;
        watcher.close();
        resolve();
      });
    });
    // In the background of a script SIGINT is ignored, and a shell can't trap what was ignored when it began (POSIX, trap).
    const args = ['--default-signal=INT', 'sh', PLUGIN, 'check', '--node', 'worker-3', '--yes'];
    const child = spawn('env', args, {
      env: environment({ FAKE_HANGS: '1' }),
      detached: true,
      stdio: 'ignore',
    });
    await isStarted;
    // As a terminal does: to the whole group.
    process.kill(-(child.pid ?? Number.NaN), signal);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(verbs(calledWith())).toEqual(['get', 'create', 'wait', 'exec', 'delete']);
  });
});

it('is plain POSIX shell', () => {
  const { status, stderr } = spawnSync('sh', ['-n', PLUGIN], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

it('has nothing that shellcheck complains about', (ctx) => {
  const { error, stdout, status } = spawnSync('shellcheck', [PLUGIN], { encoding: 'utf8' });
  requirement(ctx, error === undefined, 'install shellcheck');
  expect([status, stdout]).toEqual([0, '']);
});

it('has a krew manifest of the same version as the chart, which installs it', () => {
  const manifest: unknown = parse(
    readFileSync(new URL('../../plugin/fivesec.yaml', import.meta.url), 'utf8'),
  );
  const chart: unknown = parse(
    readFileSync(new URL('../../charts/fivesec/Chart.yaml', import.meta.url), 'utf8'),
  );
  const version = String(at(chart, 'appVersion'));
  expect(at(manifest, 'spec.version')).toBe(`v${version}`);
  expect(at(manifest, 'spec.platforms.0.uri')).toContain(`/v${version}/`);
  expect(at(manifest, 'spec.platforms.0.bin')).toBe('kubectl-fivesec');
  expect(readFileSync(PLUGIN, 'utf8')).toContain(`ghcr.io/fivesec/fivesec:${version}}`);
});
