{{/* The policy's API: stable since 1.36, beta (to be switched on) since 1.34. */}}
{{- define "fivesec.injection.policyApiVersion" -}}
{{- $version := .Capabilities.KubeVersion.Version }}
{{- if (.Values.injection.policy).apiVersion }}
{{- .Values.injection.policy.apiVersion }}
{{- else if semverCompare ">=1.36-0" $version }}
{{- "admissionregistration.k8s.io/v1" }}
{{- else if semverCompare ">=1.34-0" $version }}
{{- "admissionregistration.k8s.io/v1beta1" }}
{{- else }}
{{- fail (printf "injection.mode policy needs Kubernetes 1.34 or later, this is %s: use webhook, or set injection.policy.apiVersion" $version) }}
{{- end }}
{{- end }}
