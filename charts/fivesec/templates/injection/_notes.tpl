{{/* What an operator must know who has enabled the injection. */}}

{{- define "fivesec.injection.notes" -}}
{{- $injection := .Values.injection }}
{{- if ne $injection.mode "none" }}

New pods get {{ join " " $injection.options }} in their dnsConfig ({{ $injection.mode }}{{ if $injection.report }}, report mode: nothing is changed{{ end }}). Existing pods don't change.
{{- if $injection.allNamespaces }}
This holds in every namespace except kube-system, kube-node-lease, {{ include "fivesec.namespace" . }}, and those with the label {{ $injection.namespaceLabel.key }}=disabled.
{{- else }}
This holds only in namespaces with a label:

  kubectl label namespace NAME {{ $injection.namespaceLabel.key }}={{ $injection.namespaceLabel.value }}
{{- end }}

A pod with the label or annotation fivesec.dev/inject: "false" is not changed.

Programs with musl (Alpine) read only ndots, timeout and attempts, and ignore every other option. Go's own resolver sends
each query from a socket of its own and gains nothing from single-request-reopen. To see whether
single-request-reopen helps on your nodes, compare fivesec_remedy_loss_ratio{strategy="reopen"} with {strategy="pair"}.
{{- if eq $injection.mode "policy" }}

The API server evaluates the policy, so fivesec has no metrics or logs about it.
{{- if eq (include "fivesec.injection.policyApiVersion" .) "admissionregistration.k8s.io/v1beta1" }}
In this Kubernetes version MutatingAdmissionPolicy is beta. The API server needs the feature gate of that name, and --runtime-config=admissionregistration.k8s.io/v1beta1=true.
{{- end }}
{{- else }}
{{- if eq $injection.webhook.tls.mode "helm" }}

The webhook's certificate expires {{ $injection.webhook.tls.certDays }} days after it was made. An upgrade of the release within its last {{ $injection.webhook.tls.renewBeforeDays }} days renews it.
With helm template or Argo CD every rendering makes a new one: use injection.webhook.tls.mode certManager or existingSecret there.
{{- end }}
{{- if eq $injection.webhook.failurePolicy "Fail" }}

failurePolicy is Fail: while the webhook is down, no pod can be created in the namespaces that it covers.
{{- end }}
{{- end }}
{{- end }}
{{- end }}
