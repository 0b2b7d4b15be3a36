/** The parts of the chart that derive from the code: the rules' table of causes, the values of their alerts, and the values' schema. */

import { stringify } from 'yaml';
import type { Cause } from '../../src/domain/cause.ts';
import { configSchemaText } from '../chart/config-schema.ts';
import { withPartBetween } from '../text-parts.ts';
import { type CauseAlert, causePages } from './page.ts';

export const CAUSE_TABLE_FILE = 'templates/rules/_cause-table.tpl';
export const VALUES_FILE = 'values.yaml';
export const SCHEMA_FILE = 'values.schema.json';

const VALUES_MARKS = [
  '    # One alert for each cause: generated from docs/causes/ by `npm run chart`.',
  '    # End of the alerts of causes.',
] as const;
/** The alerts of causes. JSON has no comments, so the part is found by the keys before and after it. */
const SCHEMA_PART = /(?<="FivesecEvidenceAbsent": \{[^{}]*\},\n).*?(?=^ *"FivesecWebhookDown": \{)/ms;

/** The schema of the agent's configuration. It ends with the first closing brace that is indented as its key is. */
const CONFIG_PART = /(?<=^ {4}"config": ).*?^ {4}\}/ms;

/** Each cause that has an alert, in the order of the table of causes. */
function causeAlerts(): readonly (CauseAlert & { readonly cause: Cause })[] {
  return causePages().flatMap(({ id, alerting }) =>
    'alert' in alerting ? [{ cause: id, ...alerting }] : [],
  );
}

/** The template that `fivesec.rules.causes` and the check for empty keys loop over. */
export function causeTable(): string {
  const rows = causeAlerts().map(({ alert, cause, summary, description }) => ({
    alert,
    cause,
    summary,
    description,
  }));
  return `{{/* Generated from docs/causes/ by \`npm run chart\`: change that, not this file. */}}
{{- define "fivesec.rules.causeTable" -}}
${stringify(rows, { lineWidth: 0 }).trimEnd()}
{{- end }}
`;
}

/** `values` with the alerts of causes replaced. */
export function chartValues(values: string): string {
  const lines = causeAlerts().map(
    ({ alert, for: pending, severity }) =>
      `    ${alert}: { enabled: true, for: ${pending}, severity: ${severity} }`,
  );
  return withPartBetween(values, VALUES_MARKS, lines.join('\n'), '\n');
}

/** `schema` with the keys of these alerts and the agent's configuration replaced. Throws where one of the two is not found. */
export function chartSchema(schema: string): string {
  if (!SCHEMA_PART.test(schema)) throw new Error(`${SCHEMA_FILE} lacks the alerts before FivesecWebhookDown`);
  const indent = ' '.repeat(12);
  const keys = causeAlerts().map(
    ({ alert }) => `${indent}"${alert}": {\n${indent}  "$ref": "#/definitions/alert"\n${indent}},\n`,
  );
  const withAlerts = schema.replace(SCHEMA_PART, () => keys.join(''));
  if (!CONFIG_PART.test(withAlerts)) throw new Error(`${SCHEMA_FILE} lacks the agent's configuration`);
  return withAlerts.replace(CONFIG_PART, () => configSchemaText(4));
}
