/**
 * The door to Kubernetes' own types: does the API server know every field of an object, and accept its value?
 * The models are generated from the OpenAPI documents of Kubernetes, the Prometheus Operator and cert-manager. Their validators
 * check types, enumerations and formats, but let unknown fields pass; the compiler catches those in object literals.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { Issuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { MutatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration';
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Pod } from 'kubernetes-models/v1/Pod';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ZodType } from 'zod';
import { CACHE } from '../machine/cache.ts';
import type { Manifest } from './helm.ts';
import { mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding } from './mutating-admission-policy.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CORE = 'kubernetes-models';
const OPERATOR = '@kubernetes-models/prometheus-operator';
const CERT_MANAGER = '@kubernetes-models/cert-manager';

interface Model {
  /** The module that has the model, for the compiler; `undefined` if `check` itself refuses unknown fields. */
  readonly module: string | undefined;
  readonly check: (manifest: Manifest) => void;
}

type ModelClass = new (data: never) => { validate(): void };

function model(module: string, Class: ModelClass): Model {
  // The type of a rendered object is not known; validate() checks whether it fits.
  return { module, check: (manifest) => new Class(manifest as never).validate() };
}

/** A schema that refuses unknown fields. */
function strict(schema: ZodType): Model {
  return { module: undefined, check: (manifest) => void schema.parse(manifest) };
}

const MODELS: Readonly<Record<string, Model>> = {
  'v1/ConfigMap': model(CORE, ConfigMap),
  'v1/Pod': model(CORE, Pod),
  'v1/Secret': model(CORE, Secret),
  'v1/Service': model(CORE, Service),
  'v1/ServiceAccount': model(CORE, ServiceAccount),
  'apps/v1/DaemonSet': model(CORE, DaemonSet),
  'apps/v1/Deployment': model(CORE, Deployment),
  'policy/v1/PodDisruptionBudget': model(CORE, PodDisruptionBudget),
  'networking.k8s.io/v1/NetworkPolicy': model(CORE, NetworkPolicy),
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': model(CORE, MutatingWebhookConfiguration),
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy': strict(mutatingAdmissionPolicy),
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding': strict(mutatingAdmissionPolicyBinding),
  'cert-manager.io/v1/Certificate': model(CERT_MANAGER, Certificate),
  'cert-manager.io/v1/Issuer': model(CERT_MANAGER, Issuer),
  'monitoring.coreos.com/v1/ServiceMonitor': model(OPERATOR, ServiceMonitor),
  'monitoring.coreos.com/v1/PodMonitor': model(OPERATOR, PodMonitor),
  'monitoring.coreos.com/v1/PrometheusRule': model(OPERATOR, PrometheusRule),
};

const idOf = (manifest: Manifest) => `${manifest.apiVersion}/${manifest.kind}`;

/** Is there a model of this object's kind? */
export function hasModel(manifest: Manifest): boolean {
  return idOf(manifest) in MODELS;
}

/** The error in the values of an object's known fields, or `undefined`. */
export function wrongValue(manifest: Manifest): string | undefined {
  const found = MODELS[idOf(manifest)];
  if (found === undefined) return `there is no model of ${idOf(manifest)}`;
  try {
    found.check(manifest);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The compiler's errors about unknown fields and wrong types. One run of the compiler for all objects. */
export function unknownFields(manifests: readonly Manifest[]): readonly string[] {
  mkdirSync(CACHE, { recursive: true });
  const dir = mkdtempSync(join(CACHE, 'typed-'));
  try {
    writeFileSync(join(dir, 'objects.ts'), manifests.flatMap(literal).join('\n'));
    const options = { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', types: [] };
    const config = { compilerOptions: { ...options, target: 'es2023' }, files: ['objects.ts'] };
    writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(config));
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const run = spawnSync(process.execPath, [compiler, '-p', dir, '--pretty', 'false'], { encoding: 'utf8' });
    if (run.error !== undefined) throw run.error;
    return run.stdout.split('\n').filter((line) => line.includes('error TS'));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function literal(manifest: Manifest, index: number): readonly string[] {
  const { module } = MODELS[idOf(manifest)] ?? { module: CORE };
  if (module === undefined) return [];
  const path = `${module}/${manifest.apiVersion}/${manifest.kind}`;
  const type = `I${manifest.kind}`;
  return [
    `import type { ${type} as T${index} } from '${path}';`,
    `export const object${index}: T${index} = ${JSON.stringify(manifest)};`,
  ];
}
