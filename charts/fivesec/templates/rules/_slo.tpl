{{/* The objective: 99.9 % of all lookups under a second, over the cluster. Windows and factors as in the SRE workbook, chapter 5. */}}

{{- define "fivesec.rules.slo" -}}
{{- $slo := .Values.prometheusRule.slo }}
{{- if .Values.prometheusRule.alerts.FivesecErrorBudgetBurn.enabled }}
{{- range $slo.burnRates }}
- alert: FivesecErrorBudgetBurn
  expr: |-
    cluster:fivesec_lookups_over_1s_per_lookup:ratio_rate{{ .long }} > {{ .factor }} * (1 - {{ $slo.target }})
    and
    cluster:fivesec_lookups_over_1s_per_lookup:ratio_rate{{ .short }} > {{ .factor }} * (1 - {{ $slo.target }})
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity (dict "long" .long "short" .short)) | nindent 4 }}
  annotations:
    summary: Too many DNS lookups take longer than a second.
    description: >-
      Over the last {{ .long }}, {{`{{ $value | humanizePercentage }}`}} of the cluster's lookups took longer than a
      second. The burn rate of the error budget is above {{ .factor }}.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecErrorBudgetBurn") }}
{{- end }}
{{- end }}
{{- end }}
