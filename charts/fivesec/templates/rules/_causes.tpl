{{/*
One alert for each cause that somebody can act on, in the order of src/domain/cause.ts. No alert: clash-repaired (the
kernel repairs the clash, nothing is lost) and not-enough-evidence (FivesecLookupSpike carries it as its label).
*/}}

{{- define "fivesec.rules.causes" -}}
{{- range include "fivesec.rules.causeTable" . | fromYamlArray }}
{{- $settings := index $.Values.prometheusRule.alerts .alert }}
{{- if $settings.enabled }}
- alert: {{ .alert }}
  expr: |-
    {{- include "fivesec.rules.onNode" (list "fivesec_verdict" (list (printf "cause=%q" .cause))) | nindent 4 }} >= {{ $.Values.prometheusRule.cause.confidence }}
  for: {{ $settings.for }}
  labels:
    {{- include "fivesec.rules.labels" (list $ $settings.severity) | nindent 4 }}
  annotations:
    summary: {{ .summary }}
    description: >-
      On node {{ include "fivesec.rules.where" $ }}, {{ .what }} (sure to {{`{{ $value | humanizePercentage }}`}}). The agent's
      status page lists the facts.
    runbook_url: {{ include "fivesec.rules.runbook" (list $ .alert) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "fivesec.rules.causeTable" -}}
- alert: FivesecConntrackRace
  cause: conntrack-race
  summary: Conntrack drops one of the two queries of a lookup.
  what: A and AAAA queries clash in conntrack under DNAT and one of them is dropped
- alert: FivesecSnatPortRace
  cause: snat-port-race
  summary: Conntrack drops packets that got the same source port.
  what: two flows get the same source port under SNAT at the same instant and one of them is dropped
- alert: FivesecConntrackFull
  cause: conntrack-full
  summary: The conntrack table is full.
  what: the conntrack table is full and new flows are dropped, not only those of DNS
- alert: FivesecStaleConntrack
  cause: stale-conntrack
  summary: Long-lived flows still go to a DNS pod that is gone.
  what: a socket that stays open gets no answer while fresh sockets do, because conntrack still sends it to a DNS pod that is gone
- alert: FivesecEndpointDown
  cause: endpoint-down
  summary: One DNS pod does not answer.
  what: one DNS pod does not answer while the others do, so a part of all lookups stalls
- alert: FivesecVipUnreachable
  cause: vip-unreachable
  summary: The DNS service address leads nowhere.
  what: the DNS service address leads nowhere, because the node's rules for it are missing or no DNS pod is ready
- alert: FivesecNodeLocalDown
  cause: node-local-down
  summary: The node-local DNS cache does not answer.
  what: the node-local DNS cache does not answer
- alert: FivesecServerSlow
  cause: server-slow
  summary: The DNS pods answer slowly.
  what: the DNS pods answer slowly, whatever way they are asked
- alert: FivesecUpstreamSlow
  cause: upstream-slow
  summary: Names outside the cluster are slow or fail.
  what: names outside the cluster are slow or fail while names inside are fine
- alert: FivesecServerError
  cause: server-error
  summary: The DNS server answers with an error code.
  what: the DNS server answers quickly, but with an error code
- alert: FivesecAaaaBroken
  cause: aaaa-broken
  summary: AAAA queries fail and A queries don't.
  what: AAAA queries fail whatever way they are sent while A queries are fine
- alert: FivesecUdpBlocked
  cause: udp-blocked
  summary: DNS over UDP does not pass.
  what: DNS over UDP does not pass while it does over TCP
- alert: FivesecTcpBlocked
  cause: tcp-blocked
  summary: DNS over TCP does not pass.
  what: DNS over TCP does not pass while it does over UDP, so answers that don't fit into a datagram are lost
- alert: FivesecPacketLoss
  cause: packet-loss
  summary: The network loses DNS datagrams.
  what: datagrams are lost whatever way they are sent, and no counter of the node accounts for them
- alert: FivesecReceiveBuffer
  cause: receive-buffer
  summary: A UDP receive buffer overflows.
  what: answers arrive and are thrown away because the receive buffer is full
- alert: FivesecNodeBacklog
  cause: node-backlog
  summary: The node's CPUs drop packets before the network stack sees them.
  what: the CPUs drop packets before the network stack sees them
- alert: FivesecSearchAmplification
  cause: search-amplification
  summary: The search list makes one lookup into many queries.
  what: a name costs many queries because of the search list, and each of them can stall
- alert: FivesecClashExpired
  cause: clash-expired
  summary: Slow answers are lost after a clash that the kernel repaired.
  what: repaired clashes are forgotten by the kernel after a second, so an answer that takes longer arrives with the DNS pod's own address and is thrown away
- alert: FivesecAgentStarved
  cause: agent-starved
  summary: The agent does not get the CPU that it needs to measure.
  what: fivesec itself waits for the CPU, so what it measures there says nothing about DNS
{{- end }}
