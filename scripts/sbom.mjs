// Writes dist/sbom.cdx.json, or another file: what ships, in the CycloneDX format, made by npm from package-lock.json.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './steps.mjs';

/** Throws if npm can't make it. */
export function writeSbom(file = join(ROOT, 'dist', 'sbom.cdx.json')) {
  // Not `--omit dev`: npm 11 then also leaves out what fivesec and a package for development both use, such as yaml.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const made = spawnSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    shell: process.platform === 'win32',
  });
  if (made.status !== 0) throw new Error(`npm sbom failed: ${made.error?.message ?? made.stderr}`);
  const name = 'fivesec';
  const ships = shipping(name);
  // The same sources give the same file: npm calls the program after its folder, and adds the time and a random number.
  const { serialNumber: _serial, metadata, components, dependencies, ...sbom } = JSON.parse(made.stdout);
  const { timestamp: _time, ...kept } = metadata;
  const document = {
    ...sbom,
    metadata: { ...kept, component: { ...kept.component, name, type: 'application' } },
    components: components.filter((component) => ships.has(component['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => ships.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => ships.has(one)) })),
  };
  writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
}

/** `name@version` of the program and of each package that is neither for development nor optional. */
function shipping(program) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const shipped = Object.entries(packages).filter(([, one]) => !one.dev && !one.optional && !one.devOptional);
  return new Set(
    shipped.map(([place, { version }]) => `${place.split('node_modules/').at(-1) || program}@${version}`),
  );
}
