{{/* What a person must know who has switched the injection on. */}}

{{- define "fivesec.injection.notes" -}}
{{- $injection := .Values.injection }}
{{- if ne $injection.mode "none" }}

New pods get {{ join " " $injection.options }} in their dnsConfig ({{ $injection.mode }}{{ if $injection.report }}, report mode: nothing is changed{{ end }}). Pods that run already don't change.
{{- if $injection.allNamespaces }}
Every namespace is covered but kube-system, kube-node-lease, {{ include "fivesec.namespace" . }}, and those labelled {{ $injection.namespaceLabel.key }}=disabled.
{{- else }}
Only in namespaces that ask for it:

  kubectl label namespace NAME {{ $injection.namespaceLabel.key }}={{ $injection.namespaceLabel.value }}
{{- end }}

A pod with the label or annotation fivesec.dev/inject: "false" is left alone.

Images with musl (Alpine) read only ndots, timeout and attempts: they ignore every other option. Go's own resolver sends
each query from a socket of its own and gains nothing from single-request-reopen. Whether the option helps on your nodes
is measured: fivesec_remedy_loss_ratio{strategy="reopen"} beside {strategy="pair"}.
{{- if eq $injection.mode "policy" }}

The policy is evaluated by the API server: fivesec has no metrics and no log of it.
{{- if eq (include "fivesec.injection.policyApiVersion" .) "admissionregistration.k8s.io/v1beta1" }}
On this version MutatingAdmissionPolicy is beta: switch on the feature gate of that name, and --runtime-config=admissionregistration.k8s.io/v1beta1=true.
{{- end }}
{{- else }}
{{- if eq $injection.webhook.tls.mode "helm" }}

The webhook's certificate ends {{ $injection.webhook.tls.certDays }} days after it was made; an upgrade of the release within its last {{ $injection.webhook.tls.renewBeforeDays }} days renews it.
With helm template or Argo CD every rendering makes a new one: use injection.webhook.tls.mode certManager or existingSecret there.
{{- end }}
{{- if eq $injection.webhook.failurePolicy "Fail" }}

failurePolicy is Fail: while the webhook is down, no pod can be created in the namespaces that it covers.
{{- end }}
{{- end }}
{{- end }}
{{- end }}
