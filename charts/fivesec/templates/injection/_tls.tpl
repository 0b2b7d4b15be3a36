{{/*
The certificate of `tls.mode: helm`, as YAML with ca, cert, key and notAfter. Made once for each rendering and kept
in .Values: were it made twice, the Secret and the caBundle would be of two authorities.
*/}}
{{- define "fivesec.webhook.helmTls" -}}
{{- if not (hasKey .Values.injection "madeTls") }}
{{- $_ := set .Values.injection "madeTls" (include "fivesec.webhook.reuseOrMakeTls" .) }}
{{- end }}
{{- .Values.injection.madeTls }}
{{- end }}

{{/*
An upgrade keeps the certificate until it nears its end. `lookup` finds nothing under `helm template`, in a dry run
and in Argo CD: there every rendering makes a new one.
*/}}
{{- define "fivesec.webhook.reuseOrMakeTls" -}}
{{- $old := lookup "v1" "Secret" (include "fivesec.namespace" .) (include "fivesec.webhook.secretName" .) | default dict }}
{{- $data := $old.data | default dict }}
{{- $marks := dig "metadata" "annotations" dict $old | default dict }}
{{- $notAfter := index $marks "fivesec.dev/not-after" | default "0" | int64 }}
{{- $renewAt := now | dateModify (printf "+%dh" (mul 24 (int .Values.injection.webhook.tls.renewBeforeDays))) | unixEpoch | int64 }}
{{- if and (gt $notAfter $renewAt) (hasKey $data "tls.crt") (hasKey $data "tls.key") (hasKey $data "ca.crt") }}
ca: {{ index $data "ca.crt" }}
cert: {{ index $data "tls.crt" }}
key: {{ index $data "tls.key" }}
notAfter: {{ $notAfter | quote }}
{{- else }}
{{- include "fivesec.webhook.makeTls" (list . (index $data "ca.crt" | default "" | b64dec)) }}
{{- end }}
{{- end }}

{{/*
The old authority stays trusted for one renewal: the API server learns of the new one at once, while the pods go on
to serve the old certificate until the kubelet has brought them the new Secret.
*/}}
{{- define "fivesec.webhook.makeTls" -}}
{{- $root := index . 0 }}
{{- $tls := $root.Values.injection.webhook.tls }}
{{- $name := include "fivesec.webhook.fullname" $root }}
{{- $inNamespace := printf "%s.%s" $name (include "fivesec.namespace" $root) }}
{{- $names := list $name $inNamespace (printf "%s.svc" $inNamespace) (printf "%s.svc.%s" $inNamespace $root.Values.clusterDomain) }}
{{- $ca := genCA (printf "%s-ca" $name | trunc 64) (int $tls.caDays) }}
{{- $leaf := genSignedCert (printf "%s.svc" $inNamespace | trunc 64) nil $names (int $tls.certDays) $ca }}
{{- $oldCa := regexFind "(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n?" (index . 1) }}
ca: {{ printf "%s%s" $ca.Cert $oldCa | b64enc }}
cert: {{ $leaf.Cert | b64enc }}
key: {{ $leaf.Key | b64enc }}
notAfter: {{ now | dateModify (printf "+%dh" (mul 24 (int $tls.certDays))) | unixEpoch | quote }}
{{- end }}

{{/* Base64 of PEM, or nothing: cert-manager or someone else fills it in then. */}}
{{- define "fivesec.webhook.caBundle" -}}
{{- $tls := .Values.injection.webhook.tls }}
{{- if eq $tls.mode "helm" }}
{{- (include "fivesec.webhook.helmTls" . | fromYaml).ca }}
{{- else }}
{{- with $tls.caBundle }}{{ contains "BEGIN CERTIFICATE" . | ternary . (b64dec .) | b64enc }}{{ end }}
{{- end }}
{{- end }}
