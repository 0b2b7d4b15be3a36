/** The parts of a kubelet and kube-proxy for the chart's webhook: they run its command with its Secret, behind its Service's address. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Running } from '../../lab/ground/command.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import { EXECUTABLE } from '../machine/executable.ts';

const NAME = 'fivesec-webhook';
/** The path at which the chart mounts the certificate. */
const MOUNT = '/etc/fivesec/tls';

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            args: z.array(z.string()),
            ports: z.tuple([z.object({ containerPort: z.number() })]).rest(z.unknown()),
          }),
        ]),
      }),
    }),
  }),
});
const serviceSchema = z.object({
  spec: z.object({ clusterIP: z.string(), ports: z.tuple([z.object({ port: z.number() })]) }),
});
const secretSchema = z.object({ data: z.record(z.string(), z.string()) });

/** Starts it for the release in `releaseNamespace`; its files are below `directory`. The cluster's teardown ends it. */
export async function startWebhookPod(
  api: ApiServer,
  releaseNamespace: string,
  directory: string,
): Promise<Running> {
  const got = (kind: string, name: string) => api.get(kind, name, '--namespace', releaseNamespace);
  const { spec } = deploymentSchema.parse(await got('deployment', NAME)).spec.template;
  const [{ args, ports }] = spec.containers;
  const { clusterIP, ports: servicePorts } = serviceSchema.parse(await got('service', NAME)).spec;
  const { data } = secretSchema.parse(await got('secret', `${NAME}-tls`));
  const mount = join(directory, 'webhook-tls');
  mkdirSync(mount, { recursive: true });
  for (const [name, value] of Object.entries(data)) writeFileSync(join(mount, name), value, 'base64');
  await api.namespace.ip([`addr replace ${clusterIP}/32 dev lo`]);
  await api.namespace.nft(`
    add table ip services
    add chain ip services output { type nat hook output priority -100; }
    add rule ip services output ip daddr ${clusterIP} tcp dport ${servicePorts[0].port} redirect to :${ports[0].containerPort}`);
  const mounted = args.map((arg) => arg.replace(MOUNT, mount));
  return api.namespace.spawn([process.execPath, EXECUTABLE, ...mounted]);
}
