{{/* What the node's kernel will do next, before lookups suffer. */}}

{{- define "fivesec.rules.node" -}}
{{- with .Values.prometheusRule.alerts.FivesecConntrackNearlyFull }}{{ if .enabled }}
- alert: FivesecConntrackNearlyFull
  expr: node:fivesec_conntrack_entries_per_limit:ratio > {{ .ratio }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: The conntrack table is nearly full.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | humanizePercentage }}`}} of the conntrack table is in use. When it
      is full, new flows are dropped.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecConntrackNearlyFull") }}
{{- end }}{{ end }}
{{- end }}
