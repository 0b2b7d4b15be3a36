/** charts/fivesec/files/option-values.yaml: which values the options of resolv.conf take, by the webhook's table, for the chart. */

import { stringify } from 'yaml';
import { NUMBERS, SWITCHES } from '../../src/webhook/admission/option.ts';

export const OPTION_VALUES_FILE = 'files/option-values.yaml';

export function optionValuesFile(): string {
  const about =
    '# Generated from src/webhook/admission/option.ts by `npm run chart`: do not edit.\n' +
    '# The smallest and the largest number of an option, and the options without a value.\n';
  return about + stringify({ numbers: NUMBERS, withoutValue: [...SWITCHES] });
}
