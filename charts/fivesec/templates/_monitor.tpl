{{/* What a ServiceMonitor and a PodMonitor have in common. Both take the root and the values of the monitor. */}}

{{- define "fivesec.monitor.limits" -}}
{{- range $key := list "sampleLimit" "targetLimit" "labelLimit" "labelNameLengthLimit" "labelValueLengthLimit" }}
{{- with index $.monitor $key }}
{{ $key }}: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "fivesec.monitor.endpoint" -}}
- port: metrics
  path: /metrics
  honorLabels: {{ default false .monitor.honorLabels }}
  {{- with .monitor.scheme }}
  scheme: {{ . }}
  {{- end }}
  {{- with .monitor.interval }}
  interval: {{ . }}
  {{- end }}
  {{- with .monitor.scrapeTimeout }}
  scrapeTimeout: {{ . }}
  {{- end }}
  {{- with .monitor.proxyUrl }}
  proxyUrl: {{ . }}
  {{- end }}
  {{- with .monitor.tlsConfig }}
  tlsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  relabelings:
    - sourceLabels: [__meta_kubernetes_pod_node_name]
      targetLabel: node
    # The operator gives each target an "endpoint" label with the port's name. It would push the metrics'
    # own "endpoint" (a DNS pod's address) aside to "exported_endpoint".
    - action: labeldrop
      regex: endpoint
    {{- with .monitor.relabelings }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .monitor.metricRelabelings }}
  metricRelabelings:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
