/** The packages that ship with fivesec, as package-lock.json states them. Packages for development and the pinned Node.js do not ship. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

export interface ShippedPackage {
  /** Its place below node_modules/; a package of two versions has two places. */
  readonly place: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX licence expression; undefined where the package states none. */
  readonly licence: string | undefined;
  /** The hash by which npm checks what it downloads. */
  readonly integrity: string | undefined;
  /** npm would run a script of it at the installation. */
  readonly hasInstallScript: boolean;
}

/** Licences that ask for no more than their text and the copyright notice. Another one needs a decision. */
export const ALLOWED_LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const LOCK = new URL('../package-lock.json', import.meta.url);

/** Sorted by place. Throws if package-lock.json has another format. */
export function shippedPackages(text = readFileSync(LOCK, 'utf8')): readonly ShippedPackage[] {
  return Object.entries(lock.parse(JSON.parse(text)).packages)
    .filter(([place, { dev, optional, devOptional }]) => place && !dev && !optional && !devOptional)
    .map(([path, { version, license, integrity, hasInstallScript = false }]) => {
      const place = path.replace(/^node_modules\//, '');
      const name = place.split('node_modules/').at(-1) ?? place;
      return { place, name, version, licence: license, integrity, hasInstallScript };
    })
    .toSorted((a, b) => (a.place < b.place ? -1 : 1));
}
