{{/* Names and small decisions that several templates share. */}}

{{- define "fivesec.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "fivesec.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "fivesec.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "fivesec.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{- define "fivesec.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "fivesec.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "fivesec.image" -}}
{{- $registry := default .Values.image.registry (.Values.global).imageRegistry }}
{{- with $registry }}{{ . }}/{{ end }}
{{- .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{/* Pull secrets, given as names or as maps. */}}
{{- define "fivesec.imagePullSecrets" -}}
{{- range concat ((.Values.global).imagePullSecrets | default list) (.Values.imagePullSecrets | default list) }}
{{- if kindIs "string" . }}
- name: {{ . | quote }}
{{- else }}
- {{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "fivesec.dnsPolicy" -}}
{{- default (ternary "ClusterFirstWithHostNet" "ClusterFirst" (default false .Values.hostNetwork)) .Values.dnsPolicy }}
{{- end }}

{{/* The container's security context, with the SELinux type that reading the node's counters may need. */}}
{{- define "fivesec.securityContext" -}}
{{- $context := deepCopy (.Values.securityContext | default dict) }}
{{- if and .Values.hostProc.enabled .Values.hostProc.seLinuxType }}
{{- $context = mergeOverwrite $context (dict "seLinuxOptions" (dict "type" .Values.hostProc.seLinuxType)) }}
{{- end }}
{{- toYaml $context }}
{{- end }}

{{/*
The agent's own: nf_conntrack has mode 0440 and belongs to root, so reading it takes user 0, and no capability. All else that
confines the container stays, whatever `securityContext` says. No other container runs as root.
*/}}
{{- define "fivesec.agent.securityContext" -}}
{{- $context := include "fivesec.securityContext" . | fromYaml }}
{{- if .Values.hostProc.flows }}
{{- $confined := dict "allowPrivilegeEscalation" false "privileged" false "readOnlyRootFilesystem" true "seccompProfile" (dict "type" "RuntimeDefault") }}
{{- $context = mergeOverwrite $context $confined (dict "runAsUser" 0 "runAsGroup" 0 "runAsNonRoot" false) }}
{{- $_ := set $context "capabilities" (dict "drop" (list "ALL")) }}
{{- end }}
{{- toYaml $context }}
{{- end }}

{{/*
In a namespace that is not the release's own its namespace is part of the name: two releases of one name must not meet
there. The full name comes first, because a Service's may not begin with a digit, as a namespace's may.
*/}}
{{- define "fivesec.dnsEndpoints.name" -}}
{{- $owner := include "fivesec.fullname" . }}
{{- $namespace := include "fivesec.namespace" . }}
{{- if ne $namespace .Values.dnsEndpoints.namespace }}
{{- $owner = printf "%s-%s" $owner $namespace }}
{{- if gt (len $owner) 49 }}
{{- $owner = printf "%s-%s" (trunc 40 $owner | trimSuffix "-") (sha256sum $owner | trunc 8) }}
{{- end }}
{{- end }}
{{- printf "%s-dns-endpoints" (trunc 49 $owner | trimSuffix "-") }}
{{- end }}

{{/* The headless Service of the agents, by which each finds the others. */}}
{{- define "fivesec.fleet.name" -}}
{{- printf "%s-agents" (include "fivesec.fullname" . | trunc 56 | trimSuffix "-") }}
{{- end }}

{{/* The agent's configuration: the user's keys over those that only the chart can know. */}}
{{- define "fivesec.config" -}}
{{- $known := dict "listen" (printf ":%v" .Values.containerPort) }}
{{- if .Values.hostProc.enabled }}
{{- $_ := set $known "procNet" .Values.hostProc.mountPath }}
{{- end }}
{{- if .Values.hostProc.flows }}
{{- $_ := set $known "flows" (dict "mode" "on") }}
{{- end }}
{{- if .Values.dnsEndpoints.enabled }}
{{- $name := include "fivesec.dnsEndpoints.name" . }}
{{- $_ := set $known "endpointsName" (printf "%s.%s.svc.%s." $name .Values.dnsEndpoints.namespace .Values.clusterDomain) }}
{{- $_ := set $known "endpointsPort" (int .Values.dnsEndpoints.port) }}
{{- end }}
{{- if .Values.fleet.enabled }}
{{- $_ := set $known "agentsName" (printf "%s.%s.svc.%s." (include "fivesec.fleet.name" .) (include "fivesec.namespace" .) .Values.clusterDomain) }}
{{- $_ := set $known "agentsPort" (int .Values.containerPort) }}
{{- end }}
{{- toYaml (mergeOverwrite $known (deepCopy (.Values.config | default dict))) }}
{{- end }}

{{- define "fivesec.anyMonitor" -}}
{{- if or .Values.serviceMonitor.enabled .Values.podMonitor.enabled }}yes{{ end }}
{{- end }}
