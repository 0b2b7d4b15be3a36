{{/* The webhook's pod. It sends no requests: it has no token, and the network policy allows it no egress. */}}

{{- define "fivesec.webhook.pod" -}}
{{- $webhook := .Values.injection.webhook -}}
serviceAccountName: {{ include "fivesec.serviceAccountName" . | quote }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with include "fivesec.imagePullSecrets" . | trim }}
imagePullSecrets:
  {{- . | nindent 2 }}
{{- end }}
{{- if $webhook.hostNetwork }}
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
{{- with $webhook.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
terminationGracePeriodSeconds: 30
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
containers:
  - name: webhook
    image: {{ include "fivesec.image" . }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    args:
      - webhook
      - --listen=:{{ $webhook.containerPort }}
      - --cert-file=/etc/fivesec/tls/tls.crt
      - --key-file=/etc/fivesec/tls/tls.key
      - --own-namespace={{ include "fivesec.namespace" . }}
      - --mode={{ ternary "report" "inject" (default false .Values.injection.report) }}
      - --drain-ms={{ mul 1000 (int $webhook.drainSeconds) }}
      - --log-level={{ $webhook.logLevel }}
      {{- range .Values.injection.options }}
      - {{ printf "--option=%s" . | quote }}
      {{- end }}
      {{- range $webhook.extraArgs }}
      - {{ . | quote }}
      {{- end }}
    env:
      # An empty list has no flag.
      - name: FIVESEC_WEBHOOK_SKIP_DNS_POLICY
        value: {{ join "," .Values.injection.skipDnsPolicies | quote }}
      {{- with $webhook.extraEnv }}
      {{- tpl (toYaml .) $ | nindent 6 }}
      {{- end }}
    ports:
      - name: https
        containerPort: {{ $webhook.containerPort }}
        protocol: TCP
    livenessProbe:
      httpGet:
        path: /-/healthy
        port: https
        scheme: HTTPS
      {{- toYaml .Values.livenessProbe | nindent 6 }}
    readinessProbe:
      httpGet:
        path: /-/ready
        port: https
        scheme: HTTPS
      {{- toYaml .Values.readinessProbe | nindent 6 }}
    securityContext:
      {{- toYaml .Values.securityContext | nindent 6 }}
    {{- with $webhook.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    volumeMounts:
      - name: tls
        mountPath: /etc/fivesec/tls
        readOnly: true
{{- with $webhook.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $webhook.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $webhook.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - topologyKey: {{ $key }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "fivesec.selectorLabels" (list $ "webhook") | nindent 8 }}
  {{- end }}
volumes:
  - name: tls
    secret:
      secretName: {{ include "fivesec.webhook.secretName" . | quote }}
      items:
        - key: tls.crt
          path: tls.crt
        - key: tls.key
          path: tls.key
{{- end }}
