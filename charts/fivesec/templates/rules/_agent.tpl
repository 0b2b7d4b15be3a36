{{/* Whether fivesec itself can be trusted: agents that are gone, stand still, or can't see. */}}

{{- define "fivesec.rules.agent" -}}
{{- $alerts := .Values.prometheusRule.alerts }}
{{- $job := include "fivesec.rules.job" . }}
{{- with $alerts.FivesecAgentMissing }}{{ if .enabled }}
- alert: FivesecAgentMissing
  expr: absent(up{job="{{ $job }}"} == 1)
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: Prometheus reaches no fivesec agent at all.
    description: No target of the job {{ $job }} is up, so nothing watches DNS.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecAgentMissing") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecAgentDown }}{{ if .enabled }}
- alert: FivesecAgentDown
  expr: |-
    {{- include "fivesec.rules.onNode" (list "up" (list (printf "job=%q" $job))) | nindent 4 }} == 0
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: Prometheus can't scrape a node's fivesec agent.
    description: The agent of node {{ include "fivesec.rules.where" $ }} can't be scraped, so nothing watches DNS there.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecAgentDown") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecAgentMissingOnNodes }}{{ if .enabled }}
- alert: FivesecAgentMissingOnNodes
  expr: |-
    kube_daemonset_status_desired_number_scheduled{daemonset="{{ include "fivesec.fullname" $ }}",namespace="{{ include "fivesec.namespace" $ }}"}
    - kube_daemonset_status_number_ready{daemonset="{{ include "fivesec.fullname" $ }}",namespace="{{ include "fivesec.namespace" $ }}"}
    > 0
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: Some nodes have no ready fivesec agent.
    description: {{`"{{ $value }} nodes that should run an agent have none that is ready."`}}
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecAgentMissingOnNodes") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecAgentStalled }}{{ if .enabled }}
- alert: FivesecAgentStalled
  expr: |-
    time() - {{ include "fivesec.rules.onNode" (list "fivesec_last_round_timestamp_seconds" list) | nindent 4 | trim }} > {{ .seconds }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: An agent answers scrapes but sends no probes.
    description: The agent of node {{ include "fivesec.rules.where" $ }} finished no round of probes for {{ .seconds }} s or longer.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecAgentStalled") }}
{{- end }}{{ end }}
{{- /* A healthy node may never have these readings: `mayBeMissing` in src/kernel/readings.ts says why. */}}
{{- with $alerts.FivesecEvidenceAbsent }}{{ if .enabled }}
- alert: FivesecEvidenceAbsent
  expr: |-
    count without (node, {{ include "fivesec.rules.target" $ }}) (
      fivesec_evidence_source_info{reading!~"arp-cache|ndisc-cache|own-throttle|own-udp6|udp6",reason!="not-configured",source="absent"} == 1
    ) > 0
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: Agents can't read a counter that helps to name the cause.
    description: >-
      {{`{{ $value }}`}} agents can't read {{`{{ $labels.reading }}`}} ({{`{{ $labels.reason }}`}}). Without
      it, verdicts have a lower confidence, but are not wrong.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecEvidenceAbsent") }}
{{- end }}{{ end }}
{{- end }}
