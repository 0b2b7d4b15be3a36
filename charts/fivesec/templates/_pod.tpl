{{/* The agent's pod. */}}

{{- define "fivesec.daemonset.pod" -}}
serviceAccountName: {{ include "fivesec.serviceAccountName" . | quote }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with include "fivesec.imagePullSecrets" . | trim }}
imagePullSecrets:
  {{- . | nindent 2 }}
{{- end }}
hostNetwork: {{ default false .Values.hostNetwork }}
{{- if kindIs "bool" .Values.hostUsers }}
hostUsers: {{ .Values.hostUsers }}
{{- end }}
dnsPolicy: {{ include "fivesec.dnsPolicy" . }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- if or .Values.configCheck.enabled .Values.extraInitContainers }}
initContainers:
  {{- if .Values.configCheck.enabled }}
  - name: check-config
    image: {{ include "fivesec.image" . }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    args:
      {{- include "fivesec.agent.args" . | nindent 6 }}
      - --check-config
    {{- include "fivesec.agent.environment" . | nindent 4 }}
    securityContext:
      {{- include "fivesec.securityContext" . | nindent 6 }}
    {{- with .Values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    volumeMounts:
      {{- include "fivesec.agent.mounts" . | nindent 6 }}
  {{- end }}
  {{- with .Values.extraInitContainers }}
  {{- tpl (toYaml .) $ | nindent 2 }}
  {{- end }}
{{- end }}
containers:
  - name: agent
    image: {{ include "fivesec.image" . }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    args:
      {{- include "fivesec.agent.args" . | nindent 6 }}
    ports:
      - name: metrics
        containerPort: {{ .Values.containerPort }}
        protocol: TCP
    {{- include "fivesec.agent.environment" . | nindent 4 }}
    livenessProbe:
      httpGet:
        path: /-/healthy
        port: metrics
      {{- toYaml .Values.livenessProbe | nindent 6 }}
    readinessProbe:
      httpGet:
        path: /-/ready
        port: metrics
      {{- toYaml .Values.readinessProbe | nindent 6 }}
    securityContext:
      {{- include "fivesec.agent.securityContext" . | nindent 6 }}
    {{- with .Values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    volumeMounts:
      {{- include "fivesec.agent.mounts" . | nindent 6 }}
  {{- with .Values.extraContainers }}
  {{- tpl (toYaml .) $ | nindent 2 }}
  {{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  {{- with .Values.affinity }}
  {{- toYaml . | nindent 2 }}
  {{- else }}
  {{- include "fivesec.realNodes" . | nindent 2 }}
  {{- end }}
volumes:
  - name: config
    configMap:
      name: {{ include "fivesec.fullname" . | quote }}
  {{- if .Values.hostProc.enabled }}
  - name: node-net
    hostPath:
      path: {{ .Values.hostProc.path }}
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- tpl (toYaml .) $ | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "fivesec.agent.args" -}}
- agent
- --config
- /etc/fivesec/config.yaml
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "fivesec.agent.environment" -}}
env:
  # For a command that is run in this pod: `fivesec check` and `fivesec fleet` need no --config here.
  - name: FIVESEC_CONFIG
    value: /etc/fivesec/config.yaml
  - name: FIVESEC_NODE_NAME
    valueFrom:
      fieldRef:
        fieldPath: spec.nodeName
  # All addresses of the node, to recognise a DNS cache on it; before Kubernetes 1.30 there is only the first one.
  - name: FIVESEC_HOST_IPS
    valueFrom:
      fieldRef:
        fieldPath: {{ ternary "status.hostIPs" "status.hostIP" (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version) }}
  {{- with .Values.fleet.zoneLabel }}
  # Empty where the pod has no such label, which counts as not set.
  - name: FIVESEC_ZONE
    valueFrom:
      fieldRef:
        fieldPath: {{ printf "metadata.labels['%s']" . | quote }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- tpl (toYaml .) $ | nindent 2 }}
  {{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- tpl (toYaml .) $ | nindent 2 }}
{{- end }}
{{- end }}

{{- define "fivesec.agent.mounts" -}}
- name: config
  mountPath: /etc/fivesec
  readOnly: true
{{- if .Values.hostProc.enabled }}
- name: node-net
  mountPath: {{ .Values.hostProc.mountPath }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}

{{/* Virtual nodes (Fargate, virtual-kubelet) can't run a DaemonSet's pod, or have no kernel of their own to read. */}}
{{- define "fivesec.realNodes" -}}
nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    nodeSelectorTerms:
      - matchExpressions:
          - key: eks.amazonaws.com/compute-type
            operator: NotIn
            values: [fargate]
          - key: type
            operator: NotIn
            values: [virtual-kubelet]
{{- end }}
