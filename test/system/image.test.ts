/**
 * The image, built from the Dockerfile without a registry and run as the chart would run it, with the configuration that
 * the chart renders. Its Node.js is the pinned one (`PINNED_NODE`).
 */

import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { imageEnvironment } from '../../bench/support/agent-in-pod.ts';
import { shippedPackages } from '../../scripts/shipped-packages.ts';
import { startDemoCluster } from '../../src/demo/cluster.ts';
import { formatServer } from '../../src/domain/server.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { complaints } from '../support/agent/complaints.ts';
import { containerPid, endContainer, startContainer } from '../support/image/container.ts';
import { ImageStore, imageToolsMissing, NATIVE } from '../support/image/image.ts';
import { EMULATOR, emulatorMissing, makeArm64Base, makeBases } from '../support/image/image-bases.ts';
import { PINNED_NODE } from '../support/image/pinned-node.ts';
import { at, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { rightsOf } from '../support/machine/process-rights.ts';
import { needs } from '../support/machine/requirement.ts';

const IMAGE = 'localhost/fivesec:test';
const REVISION = '0123456789abcdef';
const MISSING = imageToolsMissing() ?? layerMissing();

/** `machine` is what the ELF header of the image's Node says (elf(5), e_machine). */
const OWN = {
  name: IMAGE,
  architecture: NATIVE,
  machine: NATIVE === 'arm64' ? 183 : 62,
  emulator: undefined,
};
const ARM64 = {
  name: 'localhost/fivesec:test-arm64',
  architecture: 'arm64',
  machine: 183,
  emulator: EMULATOR,
} as const;
/**
 * For an agent that does not end at all. That it ends within a second is tested in test/cli/main.test.ts. Here crun and the emulator end as
 * well, and a busy machine was seen to take 1.2 s for that, and 15 s with the emulator.
 */
const ENDS_WITHIN_MS = 60_000;
type Image = Pick<typeof OWN | typeof ARM64, 'name' | 'emulator'>;
const containerSchema = z.object({ command: z.array(z.string()), args: z.array(z.string()) });
const envSchema = z.array(z.object({ name: z.string(), value: z.string().optional() }));
const IMAGES = NATIVE === 'arm64' ? [OWN] : [OWN, ARM64];

const dir = mkdtempSync(join(tmpdir(), 'fivesec-image-'));
const store = new ImageStore(dir);

beforeAll(() => {
  if (MISSING !== undefined) return;
  makeBases(store, dir);
  store.build(IMAGE, REVISION);
  if (!IMAGES.includes(ARM64) || emulatorMissing() !== undefined) return;
  makeArm64Base(store, dir);
  store.build(ARM64.name, REVISION, ARM64.architecture);
});

beforeEach((ctx) => needs(ctx, MISSING));

afterAll(() => {
  if (MISSING === undefined) store.clear();
  rmSync(dir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The configuration file of the chart, for these values. */
function configFile(values: Record<string, unknown>): string {
  const map = only(render({ values }), 'ConfigMap', 'fivesec');
  const file = join(dir, 'config.yaml');
  writeFileSync(file, String((at(map, 'data') as Record<string, string>)['config.yaml']));
  return file;
}

async function eventually<T>(attempt: () => Promise<T>, child: ChildProcess): Promise<T> {
  const deadline = systemClock.now() + 60_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (systemClock.now() > deadline || child.exitCode !== null) throw error;
      await sleep(systemClock, 100);
    }
  }
}

describe('the image', () => {
  it('runs as a numeric user that is not root, by the commands of the chart', () => {
    const config = store.config(IMAGE);
    expect(config.User).toBe('65532:65532');
    expect(config.Entrypoint).toEqual(['/nodejs/bin/node', '/app/dist/main.js']);
    expect(config.Cmd).toEqual(['agent']);
    // Every container below runs with these settings of malloc and V8.
    expect(config.Env).toEqual(
      expect.arrayContaining(Object.entries(imageEnvironment()).map(([name, value]) => `${name}=${value}`)),
    );
    // The command of `helm test`, which is no command of fivesec's own.
    expect(at(only(render(), 'Pod'), 'spec.containers.0.command.0')).toBe(config.Entrypoint[0]);
  });

  it('says what it is by the labels of the OCI image specification', () => {
    const { Labels } = store.config(IMAGE);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'fivesec',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': REVISION,
    });
    for (const label of ['source', 'url', 'documentation', 'description', 'vendor', 'authors']) {
      expect(Labels[`org.opencontainers.image.${label}`]).toBeTruthy();
    }
  });

  it('holds no npm, no shell, no source and no library that only development needs', () => {
    const root = store.mount(IMAGE);
    const found = readdirSync(root, { recursive: true, encoding: 'utf8' });
    expect(found.filter((path) => /(^|\/)(npm|npx|yarn|corepack|sh|bash|dash|busybox)$/.test(path))).toEqual(
      [],
    );
    expect(found.filter((path) => /^app\/(src|test|charts)\//.test(path))).toEqual([]);
    expect(readdirSync(join(root, 'app')).toSorted()).toEqual(['dist', 'node_modules', 'package.json']);
    const sbom = JSON.parse(readFileSync(join(root, 'app/dist/sbom.cdx.json'), 'utf8')) as {
      components: readonly { name: string; version: string }[];
    };
    const installed = shippedPackages().map(({ place }) => {
      const file = join(root, 'app/node_modules', place, 'package.json');
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
      return `${name} ${version}`;
    });
    const listed = sbom.components.map(({ name, version }) => `${name} ${version}`);
    expect(new Set(listed)).toEqual(new Set(installed));
    for (const name of ['typescript', 'vitest', '@types', 'aws-cdk-lib', `node-linux-${process.arch}`]) {
      expect(existsSync(join(root, 'app/node_modules', name))).toBe(false);
    }
  });
});

describe.each(IMAGES)(
  'a container of it for $architecture, read-only and without any capability',
  (image) => {
    beforeEach((ctx) => {
      const missing = image.emulator && emulatorMissing();
      needs(ctx, missing);
    });

    it('has the pinned Node of that architecture', async () => {
      expect(store.architecture(image.name)).toBe(image.architecture);
      const node = readFileSync(join(store.mount(image.name), 'nodejs/bin/node'));
      expect(node.readUInt16LE(18)).toBe(image.machine);
      const child = startContainer(dir, store.mount(image.name), store.config(image.name), {
        emulator: image.emulator,
        mounts: [],
        command: ['/nodejs/bin/node', '--version'],
        args: [],
        name: 'node-version',
      });
      let said = '';
      child.stdout?.on('data', (bytes) => (said += String(bytes)));
      await once(child, 'close');
      expect(said.trim()).toBe(`v${PINNED_NODE}`);
    });

    it('measures, is scraped, is found by helm test, and ends on SIGTERM', async () => {
      const cluster = await startDemoCluster({
        fault: 'none',
        clock: systemClock,
        random: seededRandom('image'),
      });
      const port = await freePort();
      const config = configFile({
        containerPort: port,
        'config.nameservers': [formatServer(cluster.vip)],
        'config.names': ['kubernetes.default.svc.cluster.local.'],
        'config.lookups': { interval: '1s' },
        'config.maxQps': 50,
      });
      const child = startContainer(dir, store.mount(image.name), store.config(image.name), {
        emulator: image.emulator,
        mounts: [
          [config, '/etc/fivesec/config.yaml'],
          ['/etc/resolv.conf', '/etc/resolv.conf'],
          ['/proc/1/net', '/host/proc/net'],
        ],
        args: ['agent', '--config', '/etc/fivesec/config.yaml'],
      });
      let said = '';
      child.stdout?.on('data', (bytes) => (said += String(bytes)));
      child.stderr?.on('data', (bytes) => (said += String(bytes)));
      try {
        await eventually(async () => {
          const ready = await fetch(`http://127.0.0.1:${port}/-/ready`);
          if (!ready.ok) throw new Error(`not ready: ${said}`);
        }, child);
        const text = await eventually(async () => {
          const now = await scraped(port, 'application/openmetrics-text');
          // A lookup that an emulated agent sent while it was starting may have waited in vain.
          expect(now).toMatch(/^fivesec_lookups_total\{.*outcome="ok".*\} [1-9]/m);
          return now;
        }, child);
        const again = await scraped(port, 'application/vnd.google.protobuf');
        expect(metricsOf(again)).toEqual(metricsOf(text));
        expect(text).toContain(`revision="${REVISION}"`);
        const linted = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
        expect(linted.stderr).toBe('');
        await helmTestPasses(port, image);
        expect(rightsOf(containerPid(dir))).toEqual({
          uid: '65532',
          gid: '65532',
          capabilities: 0n,
          noNewPrivileges: '1',
          root: 'ro',
        });
        const asked = systemClock.now();
        process.kill(containerPid(dir), 'SIGTERM');
        const [code] = (await once(child, 'close')) as [number];
        expect({ code, complaints: complaints(said) }).toEqual({ code: 0, complaints: [] });
        expect(systemClock.now() - asked).toBeLessThan(ENDS_WITHIN_MS);
      } finally {
        endContainer(dir, child);
        await cluster.close();
      }
    });

    it('has fivesec on its PATH, and a check there finds the configuration by itself', async () => {
      const root = store.mount(image.name);
      const word = join(root, 'usr/local/bin/fivesec');
      expect(statSync(word).mode & 0o777).toBe(0o755);
      const [, interpreter = ''] = /^#!(\S+)\n/.exec(readFileSync(word, 'utf8')) ?? [];
      expect(readdirSync(join(root, dirname(interpreter)))).toContain(basename(interpreter));
      // User-mode emulation starts programs, not scripts with an interpreter.
      if (image.emulator !== undefined) return;
      const pod = at(only(render(), 'DaemonSet'), 'spec.template.spec.containers.0.env');
      const { value } = envSchema.parse(pod).find(({ name }) => name === 'FIVESEC_CONFIG') ?? {};
      const config = store.config(image.name);
      const run = async (args: readonly string[], name: string, content: string) => {
        const file = join(dir, `${name}.yaml`);
        writeFileSync(file, content);
        const withConfig = { ...config, Env: [...config.Env, `FIVESEC_CONFIG=${value}`] };
        const child = startContainer(dir, store.mount(image.name), withConfig, {
          ...{
            emulator: undefined,
            mounts: [[file, '/etc/fivesec/config.yaml']],
            command: ['fivesec'],
            args,
            name,
          },
        });
        let said = '';
        child.stdout?.on('data', (bytes) => (said += String(bytes)));
        child.stderr?.on('data', (bytes) => (said += String(bytes)));
        const [code] = (await once(child, 'close')) as [number];
        return { code, said };
      };
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(await run(['--version'], 'one-word', '')).toEqual({ code: 0, said: `${version}\n` });
      const wrong = await run(['check'], 'one-word-check', 'pairs: {deadline: soon}\n');
      expect(wrong.code).toBe(2);
      expect(wrong.said).toContain('pairs.deadline = "soon" (file /etc/fivesec/config.yaml)');
    });

    it('refuses a wrong configuration in its check, in one line that names the key', async () => {
      const config = join(dir, 'wrong.yaml');
      writeFileSync(config, 'pairs:\n  interval: often\n');
      const child = startContainer(dir, store.mount(image.name), store.config(image.name), {
        emulator: image.emulator,
        mounts: [[config, '/etc/fivesec/config.yaml']],
        args: ['agent', '--config', '/etc/fivesec/config.yaml', '--check-config'],
      });
      let said = '';
      child.stderr?.on('data', (bytes) => (said += String(bytes)));
      const [code] = (await once(child, 'close')) as [number];
      expect(code).toBe(2);
      expect(said).toContain('pairs.interval');
      expect(said).not.toMatch(/^\s+at /m);
    });
  },
);

/** The text, in the one format that there is. */
async function scraped(port: number, accept: string): Promise<string> {
  const scrape = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { accept } });
  expect(scrape.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return scrape.text();
}

function metricsOf(text: string): readonly string[] {
  return [...text.matchAll(/^# TYPE (\S+ \S+)$/gm)].map(([, metric = '']) => metric).toSorted();
}

/** Runs what the chart's test pod runs, in the image, where the Service's name is this machine. */
async function helmTestPasses(port: number, { name, emulator }: Image): Promise<void> {
  const pod = only(render({ values: { 'service.port': port } }), 'Pod');
  const { command, args } = containerSchema.parse(at(pod, 'spec.containers.0'));
  const hosts = join(dir, 'hosts');
  writeFileSync(hosts, '127.0.0.1 fivesec.monitoring.svc\n');
  const mounts = [[hosts, '/etc/hosts']] as const;
  const child = startContainer(dir, store.mount(name), store.config(name), {
    emulator,
    mounts,
    command,
    args,
    name: 'helm-test',
  });
  let said = '';
  child.stdout?.on('data', (bytes) => (said += String(bytes)));
  child.stderr?.on('data', (bytes) => (said += String(bytes)));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, said.trim()]).toEqual([0, `fivesec answers at http://fivesec.monitoring.svc:${port}`]);
}
