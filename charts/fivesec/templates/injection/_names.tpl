{{/* Names and selectors of what puts the workaround into pods. */}}

{{- define "fivesec.webhook.fullname" -}}
{{- printf "%s-webhook" (include "fivesec.fullname" . | trunc 55 | trimSuffix "-") }}
{{- end }}

{{/* The name of the cluster-wide objects: two releases of one name in two namespaces must not meet. */}}
{{- define "fivesec.injection.clusterName" -}}
{{- printf "%s-%s-injection" (include "fivesec.namespace" . | trunc 100) (include "fivesec.fullname" .) }}
{{- end }}

{{- define "fivesec.webhook.isOn" -}}
{{- if eq .Values.injection.mode "webhook" }}yes{{ end }}
{{- end }}

{{- define "fivesec.webhook.secretName" -}}
{{- $tls := .Values.injection.webhook.tls }}
{{- if eq $tls.mode "existingSecret" }}{{ $tls.existingSecret }}{{ else }}{{ include "fivesec.webhook.fullname" . }}-tls{{ end }}
{{- end }}

{{/* Whose pods are looked at at all. The three namespaces are excluded whatever the values say. */}}
{{- define "fivesec.injection.namespaceSelector" -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values: {{ uniq (list "kube-system" "kube-node-lease" (include "fivesec.namespace" .)) | toJson }}
  {{- if .Values.injection.allNamespaces }}
  - key: {{ .Values.injection.namespaceLabel.key | quote }}
    operator: NotIn
    values: [disabled]
  {{- else }}
  - key: {{ .Values.injection.namespaceLabel.key | quote }}
    operator: In
    values: [{{ .Values.injection.namespaceLabel.value | toJson }}]
  {{- end }}
{{- end }}

{{- define "fivesec.injection.objectSelector" -}}
matchExpressions:
  - key: fivesec.dev/inject
    operator: NotIn
    values: ["false"]
{{- end }}

{{/* `ndots:2` of the values as the CEL literal that is also its JSON. */}}
{{- define "fivesec.injection.wanted" -}}
{{- $wanted := list }}
{{- range .Values.injection.options }}
{{- $parts := splitn ":" 2 . }}
{{- $option := dict "name" $parts._0 }}
{{- if $parts._1 }}{{ $_ := set $option "value" $parts._1 }}{{ end }}
{{- $wanted = append $wanted $option }}
{{- end }}
{{- toJson $wanted }}
{{- end }}

{{/* files/injection.cel.yaml with this release's values; read it with fromYaml. */}}
{{- define "fivesec.injection.cel" -}}
{{- tpl (.Files.Get "files/injection.cel.yaml") . }}
{{- end }}
