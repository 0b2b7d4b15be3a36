/** docs/licences.md: the packages that ship, with their licences. */

import { table } from '../markdown.ts';
import { shippedPackages } from '../shipped-packages.ts';

export function licencesPage(): string {
  const packages = shippedPackages();
  const rows = packages.map(({ name, version, licence }) => [name, version, licence ?? 'none stated']);
  return `# Licences of what ships

fivesec is under the Apache License 2.0. The image has these ${packages.length} packages in \`/app/node_modules\`, each with its licence text, and Node.js with its own.
The same list for programs is \`/app/dist/sbom.cdx.json\` (CycloneDX), which each release has, too. \`npm run docs\` writes this page from package-lock.json, and a test
limits the licences to those that ask for no more than their text and the copyright notice.

${table(['package', 'version', 'licence'], rows)}
`;
}
