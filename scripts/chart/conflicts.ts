/** charts/fivesec/files/option-conflicts.yaml: the webhook's table of options that rule each other out, for the chart. */

import { stringify } from 'yaml';
import { withheldBy } from '../../src/webhook/admission/option-conflicts.ts';

export const CONFLICTS_FILE = 'files/option-conflicts.yaml';

export function conflictsFile(): string {
  const about =
    '# Generated from src/webhook/admission/option-conflicts.ts by `npm run chart`: do not edit.\n' +
    '# For an option that a pod may not get: the options of a pod that rule it out.\n';
  return about + stringify({ withheldBy: withheldBy() }, { flowCollectionPadding: false });
}
