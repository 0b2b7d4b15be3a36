{{/* What applications feel: slow lookups and failed ones, by node. */}}

{{- define "fivesec.rules.lookups" -}}
{{- $alerts := .Values.prometheusRule.alerts }}
{{- with $alerts.FivesecLookupSpike.warning }}{{ if .enabled }}
- alert: FivesecLookupSpike
  # Where a cause is named, the lookups before and after it that are not explained are no alert of their own. They are counted later. The two
  # windows are as long, so that no alert begins for lookups that were counted while the cause was still in the first one.
  expr: |-
    node_cause:fivesec_slow_lookups:increase10m{cause!="not-enough-evidence"} >= {{ .slowLookups }}
    or (
      node_cause:fivesec_slow_lookups:increase10m{cause="not-enough-evidence"} >= {{ .slowLookups }}
      unless ignoring (cause) max_over_time(node_cause:fivesec_slow_lookups:increase10m{cause!="not-enough-evidence"}[10m]) >= {{ .slowLookups }}
    )
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ "warning") | nindent 4 }}
  annotations:
    summary: DNS lookups take as long as a resolver timeout.
    description: >-
      On node {{`{{ $labels.node }}`}}, lookups that took 2.4 s or longer within ten minutes: {{`{{ $value | printf "%.0f" }}`}}.
      Cause: {{`{{ $labels.cause }}`}}.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecLookupSpike") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecLookupSpike.critical }}{{ if .enabled }}
- alert: FivesecLookupSpike
  expr: |-
    {{- include "fivesec.rules.mostOrForLong" (list . "node:fivesec_slow_lookups_per_lookup" "ratio_increase" "10m") | nindent 4 }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ "critical") | nindent 4 }}
  annotations:
    summary: Many DNS lookups take as long as a resolver timeout.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | humanizePercentage }}`}} of the latest lookups
      took 2.4 s or longer.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecLookupSpike") }}
{{- end }}{{ end }}
{{- range $severity := list "warning" "critical" }}
{{- with index $alerts.FivesecLookupFailures $severity }}{{ if .enabled }}
- alert: FivesecLookupFailures
  expr: |-
    {{- if eq $severity "critical" }}
    {{- include "fivesec.rules.mostOrForLong" (list . "node:fivesec_lookup_failures_per_lookup" "ratio_rate" "5m") | nindent 4 }}
    {{- else }}
    node:fivesec_lookup_failures_per_lookup:ratio_rate5m > {{ .ratio }}
    and node:fivesec_lookup_failures_per_lookup:ratio_rate2m > 0
    {{- end }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ $severity) | nindent 4 }}
  annotations:
    summary: DNS lookups fail.
    description: >-
      On node {{`{{ $labels.node }}`}}, {{`{{ $value | humanizePercentage }}`}} of the lookups ended without an answer or
      with an error.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecLookupFailures") }}
{{- end }}{{ end }}
{{- end }}
{{- end }}

{{/*
A good part of the lookups of the last two minutes; or a smaller part of them for a long time, and still. The first fires within two minutes, and neither
after the end of a fault: a share of a window says how long a fault has lasted, without a `for` that outlives it.
Arguments: the alert's settings, the recorded series, its operation, and the long window.
*/}}
{{- define "fivesec.rules.mostOrForLong" -}}
{{- $series := printf "%s:%s" (index . 1) (index . 2) -}}
{{- with index . 0 -}}
{{ $series }}2m > {{ .fastRatio }}
or (
  {{ $series }}{{ index $ 3 }} > {{ .ratio }}
  and {{ $series }}{{ index $ 3 }} offset 5m > {{ .ratio }}
  and {{ $series }}2m > 0
)
{{- end }}
{{- end }}
