/** What ships with fivesec: its licences, its install scripts, and its list for programs (SBOM). */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALLOWED_LICENCES, shippedPackages } from '../../scripts/shipped-packages.ts';
import { requirement } from '../support/machine/requirement.ts';

const SBOM = new URL('../../dist/sbom.cdx.json', import.meta.url);
const NOT_BUILT = 'fivesec is not built yet: npm run build';

interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes: unknown[];
  }[];
}

describe('the packages that ship', () => {
  const packages = shippedPackages();

  it('are those of package.json, and what they need', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(packages).toEqual(
      expect.arrayContaining(
        Object.entries(dependencies).map(([name, version]) => expect.objectContaining({ name, version })),
      ),
    );
    expect(packages.map(({ name }) => name)).not.toContain('typescript');
    expect(packages.filter(({ name }) => name.startsWith('node-linux'))).toEqual([]);
  });

  it('have licences of the allowed list only', () => {
    const other = packages.filter(({ licence }) => !ALLOWED_LICENCES.includes(licence ?? ''));
    expect(other.map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
  });

  it('run no script when they are installed, and are checked by a hash', () => {
    expect(packages.filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
    expect(packages.filter(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('are recognised by their entries: a package for development, an optional one, a nested one, an install script', () => {
    const text = JSON.stringify({
      packages: {
        '': { version: '1.0.0' },
        'node_modules/a': { version: '1.0.0', license: 'GPL-3.0', hasInstallScript: true },
        'node_modules/a/node_modules/@b/c': { version: '2.0.0' },
        'node_modules/d': { version: '1.0.0', dev: true },
        'node_modules/e': { version: '1.0.0', optional: true },
      },
    });
    expect(
      shippedPackages(text).map(({ name, licence, hasInstallScript }) => [name, licence, hasInstallScript]),
    ).toEqual([
      ['a', 'GPL-3.0', true],
      ['@b/c', undefined, false],
    ]);
  });
});

it('the SBOM of the build lists exactly the packages that ship', (ctx) => {
  requirement(ctx, existsSync(SBOM), NOT_BUILT);
  const sbom = JSON.parse(readFileSync(SBOM, 'utf8')) as Sbom;
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect([sbom.bomFormat, sbom.metadata.component.name, sbom.metadata.component.version]).toEqual([
    'CycloneDX',
    'fivesec',
    version,
  ]);
  const listed = (all: readonly { name: string; version: string }[]) =>
    [...new Set(all.map((one) => `${one.name} ${one.version}`))].toSorted();
  expect(listed(sbom.components)).toEqual(listed(shippedPackages()));
  expect(sbom.components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
});
