{{/*
The rule groups, as the PrometheusRule ships them. rules/fivesec.rules.yaml is their rendering with default values,
for those who run Prometheus without its operator; `npm run chart` writes it, and a test compares.
*/}}

{{- define "fivesec.rules.groups" -}}
{{- range $group := list "recording" "lookups" "causes" "slo" "node" "agent" "webhook" "proof" }}
{{- with include (printf "fivesec.rules.%s" $group) $ | trim }}
- name: fivesec.{{ $group }}
  rules:
    {{- . | nindent 4 }}
{{- end }}
{{- end }}
{{- end }}

{{/* Labels of an alert: its severity, its own, then those of the values. Takes the root, the severity and more labels. */}}
{{- define "fivesec.rules.labels" -}}
{{- $labels := dict "severity" (index . 1) }}
{{- if gt (len .) 2 }}{{ $labels = merge $labels (index . 2) }}{{ end }}
{{- toYaml (merge $labels (deepCopy (index . 0).Values.prometheusRule.alertLabels)) }}
{{- end }}

{{- define "fivesec.rules.runbook" -}}
{{ trimSuffix "/" (index . 0).Values.prometheusRule.runbookUrl }}/{{ index . 1 }}.md
{{- end }}

{{- define "fivesec.rules.job" -}}
{{ default (include "fivesec.name" .) .Values.prometheusRule.job }}
{{- end }}

{{/* The target's labels that change when an agent is replaced. An alert about a node must outlive its pod. */}}
{{- define "fivesec.rules.target" -}}container, endpoint, instance, pod, service{{- end }}

{{/*
A gauge's value on each node, whichever pod gives it; on each target where the scrape names no node, lest one healthy agent
speak for all. Takes the metric and its matchers. Descriptions then say "fivesec.rules.where".
*/}}
{{- define "fivesec.rules.onNode" -}}
{{- $metric := index . 0 }}
{{- $matchers := index . 1 -}}
(
  max without ({{ include "fivesec.rules.target" . }}) ({{ $metric }}{{ printf "{%s}" (append $matchers `node!=""` | join ",") }})
  or {{ $metric }}{{ printf "{%s}" (append $matchers `node=""` | join ",") }}
)
{{- end }}

{{- define "fivesec.rules.where" -}}
{{`{{ or $labels.node $labels.instance }}`}}
{{- end }}

{{/*
What a counter counted within ten minutes, also before Prometheus' first scrape of a new agent: increase() sees a rise
between two samples only. A process younger than that counted all of it since its start; after a restart within the same
target increase() knows more. For rules that a single event decides. Takes the selector and the counter's own labels.
*/}}
{{- define "fivesec.rules.events10m" -}}
{{- $counter := index . 0 -}}
(
  {{ $counter }}
  and ignoring ({{ index . 1 }}) (time() - process_start_time_seconds < 600)
  unless increase({{ $counter }}[10m]) >= {{ $counter }}
)
or increase({{ $counter }}[10m])
{{- end }}
