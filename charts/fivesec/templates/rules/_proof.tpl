{{/*
Did injection help? Which nodes run injected pods is what kube-state-metrics says, and only with
--metric-annotations-allowlist=pods=[fivesec.dev/injected]; without it, the first rule has no series.
*/}}

{{- define "fivesec.rules.proof" -}}
# Pods of each node that carry the mark of the webhook or of the policy.
- record: node:fivesec_injected_pods:count
  expr: |-
    count by (node) (
      max by (namespace, node, pod) (kube_pod_info{node!=""})
      * on (namespace, pod) group_left ()
      max by (namespace, pod) (kube_pod_annotations{annotation_fivesec_dev_injected!=""})
    )
# What all pods of a node lose together, by the kernel's own counter: it falls as injected pods replace the others.
- record: node:fivesec_conntrack_drop:rate15m
  expr: sum without ({{ include "fivesec.rules.target" . }}) (rate(fivesec_conntrack_drop_total[15m]))
# The loss that a pod has without the option and has not with it, measured on this node by the agent.
- record: node:fivesec_lost_pairs_cured_by_injection_per_pair:ratio_rate15m
  expr: |-
    node_strategy:fivesec_lost_pairs_per_pair:ratio_rate15m{strategy="pair"}
    - ignoring (strategy) node_strategy:fivesec_lost_pairs_per_pair:ratio_rate15m{strategy="reopen"}
{{- end }}
