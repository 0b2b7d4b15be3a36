{{/*
Recording rules, named level:metric:operations. Levels: `node` for one node, `node_cause` for one cause on one node,
`cluster` for all nodes. What is left beside the level are the labels of the installation (job, namespace, cluster).
*/}}

{{- define "fivesec.rules.recording" -}}
{{- $target := include "fivesec.rules.target" . }}
# Slow lookups that DNS is to blame for: not those that waited for fivesec's own CPU.
- record: node_cause:fivesec_slow_lookups:increase10m
  expr: |-
    sum without ({{ $target }}) (
      {{- include "fivesec.rules.events10m" (list `fivesec_slow_lookups_total{cause!~"agent-starved|clash-repaired"}` "cause") | nindent 6 }}
    )
- record: node:fivesec_lookups:increase10m
  expr: |-
    sum without (name, outcome, profile, {{ $target }}) (
      {{- include "fivesec.rules.events10m" (list "fivesec_lookups_total" "name, outcome, profile") | nindent 6 }}
    )
- record: node:fivesec_slow_lookups_per_lookup:ratio_increase10m
  expr: |-
    sum without (cause) (node_cause:fivesec_slow_lookups:increase10m)
    / node:fivesec_lookups:increase10m
# The same over two minutes: whether it goes on.
- record: node:fivesec_slow_lookups_per_lookup:ratio_increase2m
  expr: |-
    sum without (cause, {{ $target }}) (increase(fivesec_slow_lookups_total{cause!~"agent-starved|clash-repaired"}[2m]))
    / sum without (name, outcome, profile, {{ $target }}) (increase(fivesec_lookups_total[2m]))
{{- range list "2m" "5m" }}
- record: node:fivesec_lookup_failures_per_lookup:ratio_rate{{ . }}
  expr: |-
    sum without (name, outcome, profile, {{ $target }}) (
      rate(fivesec_lookups_total{outcome=~"server-failure|timeout|unreachable"}[{{ . }}])
    )
    / sum without (name, outcome, profile, {{ $target }}) (rate(fivesec_lookups_total[{{ . }}]))
{{- end }}
# What each way of sending a pair loses here; a pair that met an error was not lost by the network.
- record: node_strategy:fivesec_lost_pairs_per_pair:ratio_rate15m
  expr: |-
    sum without (result, {{ $target }}) (rate(fivesec_pairs_total{result=~"none|only-a|only-aaaa"}[15m]))
    / sum without (result, {{ $target }}) (rate(fivesec_pairs_total{result!="error"}[15m]))
- record: node:fivesec_conntrack_entries_per_limit:ratio
  expr: |-
    max without ({{ $target }}) (fivesec_conntrack_entries)
    / max without ({{ $target }}) (fivesec_conntrack_entries_limit)
{{- $windows := list }}
{{- range .Values.prometheusRule.slo.burnRates }}
{{- $windows = concat $windows (list .short .long) }}
{{- end }}
{{- range uniq $windows }}
- record: cluster:fivesec_lookups_over_1s_per_lookup:ratio_rate{{ . }}
  expr: |-
    1 -
      sum without (le, name, node, profile, {{ $target }}) (
        rate(fivesec_lookup_duration_seconds_bucket{le=~"1(\\.0)?"}[{{ . }}])
      )
      / sum without (name, node, profile, {{ $target }}) (rate(fivesec_lookup_duration_seconds_count[{{ . }}]))
{{- end }}
{{- end }}
