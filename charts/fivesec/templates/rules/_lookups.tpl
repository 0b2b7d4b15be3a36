{{/* What applications feel: slow lookups and failed ones, by node. */}}

{{- define "fivesec.rules.lookups" -}}
{{- $alerts := .Values.prometheusRule.alerts }}
{{- with $alerts.FivesecLookupSpike.warning }}{{ if .enabled }}
- alert: FivesecLookupSpike
  expr: node_cause:fivesec_slow_lookups:increase10m >= {{ .slowLookups }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ "warning") | nindent 4 }}
  annotations:
    summary: DNS lookups take as long as a resolver timeout.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | printf "%.0f" }}`}} lookups within ten minutes took 2.4 s or longer.
      Cause: {{`{{ $labels.cause }}`}}.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecLookupSpike") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecLookupSpike.critical }}{{ if .enabled }}
- alert: FivesecLookupSpike
  expr: node:fivesec_slow_lookups_per_lookup:ratio_increase10m > {{ .ratio }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ "critical") | nindent 4 }}
  annotations:
    summary: Many DNS lookups take as long as a resolver timeout.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | humanizePercentage }}`}} of the lookups of the last ten minutes
      took 2.4 s or longer.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecLookupSpike") }}
{{- end }}{{ end }}
{{- range $severity := list "warning" "critical" }}
{{- with index $alerts.FivesecLookupFailures $severity }}{{ if .enabled }}
- alert: FivesecLookupFailures
  expr: node:fivesec_lookup_failures_per_lookup:ratio_rate5m > {{ .ratio }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ $severity) | nindent 4 }}
  annotations:
    summary: DNS lookups fail.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | humanizePercentage }}`}} of the lookups end without an answer or
      with an error.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecLookupFailures") }}
{{- end }}{{ end }}
{{- end }}
{{- end }}
