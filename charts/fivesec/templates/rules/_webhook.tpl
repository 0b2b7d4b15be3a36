{{/* Whether new pods really get the workaround, and go on to get it. Only where the webhook runs. */}}

{{- define "fivesec.rules.webhook" -}}
{{- if include "fivesec.webhook.isOn" . }}
{{- $alerts := .Values.prometheusRule.alerts }}
{{- $target := include "fivesec.rules.target" . }}
{{- with $alerts.FivesecWebhookDown }}{{ if .enabled }}
- alert: FivesecWebhookDown
  expr: absent(up{job="{{ include "fivesec.webhook.fullname" $ }}"} == 1)
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: Prometheus reaches no pod of the webhook.
    description: While none is up, new pods start without the workaround for slow DNS lookups.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecWebhookDown") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecWebhookCertificateExpiring }}{{ if .enabled }}
- alert: FivesecWebhookCertificateExpiring
  expr: |-
    min without ({{ $target }}) (fivesec_webhook_certificate_expiry_timestamp_seconds)
    - time() < {{ mulf .days 86400 | int64 }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: The webhook's certificate was not renewed in time.
    description: {{`"It expires in {{ $value | humanizeDuration }}. Then the API server no longer calls the webhook, and new pods start without the workaround."`}}
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecWebhookCertificateExpiring") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecWebhookErrors }}{{ if .enabled }}
- alert: FivesecWebhookErrors
  expr: |-
    sum without (result, {{ $target }}) (rate(fivesec_admission_reviews_total{result="error"}[10m]))
    / sum without (result, {{ $target }}) (rate(fivesec_admission_reviews_total[10m]))
    > {{ .ratio }}
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: The webhook can't read admission reviews.
    description: {{`"{{ $value | humanizePercentage }} of the reviews could not be read. Their pods start unchanged."`}}
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecWebhookErrors") }}
{{- end }}{{ end }}
{{- with $alerts.FivesecWebhookFailingOpen }}{{ if .enabled }}
- alert: FivesecWebhookFailingOpen
  expr: |-
    sum without (endpoint, instance, pod, service) (
      # The API server has no such series before the first failure, so its first value is a rise too.
      (apiserver_admission_webhook_fail_open_count{name="pods.inject.fivesec.dev"} unless apiserver_admission_webhook_fail_open_count{name="pods.inject.fivesec.dev"} offset 10m)
      and on (job, instance) (up offset 10m == 1)
      or increase(apiserver_admission_webhook_fail_open_count{name="pods.inject.fivesec.dev"}[10m])
    ) > 0
  for: {{ .for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ .severity) | nindent 4 }}
  annotations:
    summary: API servers get no answer from the webhook and admit pods unchanged.
    description: {{`"About {{ $value | humanize }} reviews in ten minutes got no answer. Those pods have no workaround until they are replaced."`}}
    runbook_url: {{ include "fivesec.rules.runbook" (list $ "FivesecWebhookFailingOpen") }}
{{- end }}{{ end }}
{{- end }}
{{- end }}
