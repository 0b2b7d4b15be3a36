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
      is full, the kernel drops new flows.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecConntrackNearlyFull") }}
{{- end }}{{ end }}
{{- with .Values.prometheusRule.alerts.FivesecPodsUnanswered }}{{ if .enabled }}
- alert: FivesecPodsUnanswered
  # There are such series only where the agent reads the conntrack table (hostProc.flows).
  expr: |-
    sum by (job, node) (increase(fivesec_unanswered_flows_total[10m]))
    / sum by (job, node) (increase(fivesec_flows_total[10m])) > {{ .ratio }}
    and sum by (job, node) (increase(fivesec_unanswered_flows_total[10m])) >= {{ .flows }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: DNS queries of pods get no answer.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | humanizePercentage }}`}} of the pods' DNS flows got no answer for 5 seconds or
      longer. The agent's page /api/flows lists the pods and the DNS pods.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecPodsUnanswered") }}
{{- end }}{{ end }}
{{- end }}
