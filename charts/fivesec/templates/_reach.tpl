{{/*
Which address blocks and ports the agent's DNS goes to, as JSON: those of `networkPolicy`, and every address that the
configuration names. Were one of these shut off, the policy itself would look like a dead server.
*/}}
{{- define "fivesec.networkPolicy.reach" -}}
{{- $config := include "fivesec.config" . | fromYaml }}
{{- $blocks := .Values.networkPolicy.ipBlocks }}
{{- $ports := list }}
{{- range append .Values.networkPolicy.dnsPorts .Values.dnsEndpoints.port }}
{{- $ports = append $ports (int .) }}
{{- end }}
{{- $withPort := "^(\\[.*\\]|[0-9.]+):([0-9]+)$" }}
{{- range compact (concat ($config.nameservers | default list) ($config.endpoints | default list) (list $config.nodeLocal)) }}
{{- $address := regexReplaceAll $withPort . "${1}" | trimAll "[]" }}
{{- $blocks = append $blocks (printf "%s/%s" $address (contains ":" $address | ternary "128" "32")) }}
{{- if regexMatch $withPort . }}
{{- $ports = append $ports (regexReplaceAll $withPort . "${2}" | int) }}
{{- end }}
{{- end }}
{{- dict "blocks" (uniq $blocks) "ports" (uniq $ports) | toJson }}
{{- end }}
