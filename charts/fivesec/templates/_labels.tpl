{{/* Labels and annotations, each built as one map: a key that is given twice would be refused by whoever reads it strictly. */}}

{{/*
One map out of several, of which the later win. Keys and values may use templates; a value of null leaves its key out.
Takes the root and the maps. A map that is left empty is none.
*/}}
{{- define "fivesec.merged" -}}
{{- $root := first . }}
{{- $all := dict }}
{{- range rest . }}
{{- range $key, $value := . }}
{{- if not (kindIs "invalid" $value) }}
{{- $_ := set $all (tpl $key $root) (tpl $value $root) }}
{{- end }}
{{- end }}
{{- end }}
{{- toYaml $all }}
{{- end }}

{{/* What selects a component's pods: no other workload of the release is caught. Takes the root and the component. */}}
{{- define "fivesec.selectorLabels" -}}
{{- $root := first . }}
{{- $labels := dict "app.kubernetes.io/name" (include "fivesec.name" $root) "app.kubernetes.io/instance" $root.Release.Name }}
{{- with index . 1 }}{{ $_ := set $labels "app.kubernetes.io/component" . }}{{ end }}
{{- toYaml $labels }}
{{- end }}

{{/*
An object's labels. Takes the root, the component ("" for what belongs to the release as a whole) and further maps.
What selectors look at comes last: no value may take a pod away from its own workload.
*/}}
{{- define "fivesec.labels" -}}
{{- $root := first . }}
{{- $labels := dict
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/part-of" (include "fivesec.name" $root)
  "app.kubernetes.io/managed-by" $root.Release.Service }}
{{- if $root.Values.releaseLabel }}{{ $_ := set $labels "release" $root.Release.Name }}{{ end }}
{{- $fixed := include "fivesec.selectorLabels" . | fromYaml }}
{{- $maps := concat (list $labels $root.Values.commonLabels) (slice . 2) (list $fixed) }}
{{- include "fivesec.merged" (prepend $maps $root) }}
{{- end }}
