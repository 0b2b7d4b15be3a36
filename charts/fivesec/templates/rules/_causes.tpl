{{/*
One alert for each cause that has one, in the order of src/domain/cause.ts. The table is in _cause-table.tpl, which
`npm run chart` makes of docs/causes/. Those pages state the reason where a cause has no alert.
*/}}

{{- define "fivesec.rules.causes" -}}
{{- range include "fivesec.rules.causeTable" . | fromYamlArray }}
{{- $settings := index $.Values.prometheusRule.alerts .alert }}
{{- if $settings.enabled }}
- alert: {{ .alert }}
  expr: |-
    {{- include "fivesec.rules.onNode" (list "fivesec_verdict" (list (printf "cause=%q" .cause))) | nindent 4 }} >= {{ $.Values.prometheusRule.cause.confidence }}
  for: {{ $settings.for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ $settings.severity) | nindent 4 }}
  annotations:
    summary: {{ .summary }}
    description: >-
      On node {{ include "fivesec.rules.where" $ }}, {{ .description }} (confidence {{`{{ $value | humanizePercentage }}`}}). The agent's
      status page lists the facts.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ .alert) }}
{{- end }}
{{- end }}
{{- end }}
