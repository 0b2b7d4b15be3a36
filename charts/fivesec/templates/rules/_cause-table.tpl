{{/* Generated from docs/causes/ by `npm run chart`: change that, not this file. */}}
{{- define "fivesec.rules.causeTable" -}}
- alert: FivesecConntrackRace
  cause: conntrack-race
  summary: Conntrack drops one of the two queries of a lookup.
  description: A and AAAA queries clash in conntrack under DNAT and one of them is dropped
- alert: FivesecSnatPortRace
  cause: snat-port-race
  summary: Conntrack drops packets that got the same source port.
  description: two flows get the same source port under SNAT at the same instant and one of them is dropped
- alert: FivesecConntrackFull
  cause: conntrack-full
  summary: The conntrack table is full.
  description: the conntrack table is full and new flows are dropped, not only those of DNS
- alert: FivesecStaleConntrack
  cause: stale-conntrack
  summary: Long-lived flows still go to a DNS pod that is gone.
  description: a socket that stays open gets no answer while fresh sockets do, because conntrack still sends it to a DNS pod that is gone
- alert: FivesecEndpointDown
  cause: endpoint-down
  summary: DNS pods do not answer.
  description: one or more DNS pods do not answer, so a part of all lookups stalls, or all of them fail
- alert: FivesecVipUnreachable
  cause: vip-unreachable
  summary: Nothing answers at the address of the DNS Service.
  description: nothing answers at the address of the DNS Service, because the node's rules for it are missing or no DNS pod is ready
- alert: FivesecNodeLocalDown
  cause: node-local-down
  summary: The node-local DNS cache does not answer.
  description: the node-local DNS cache does not answer
- alert: FivesecServerSlow
  cause: server-slow
  summary: The DNS pods answer slowly.
  description: the DNS pods answer slowly, via the DNS Service and when asked directly
- alert: FivesecUpstreamSlow
  cause: upstream-slow
  summary: Names outside the cluster are slow or fail.
  description: names outside the cluster are slow or fail while names inside are fine
- alert: FivesecServerError
  cause: server-error
  summary: A DNS server answers with an error code, or denies a name that exists.
  description: a DNS server answers with an error code, or denies a name that exists, so lookups fail
- alert: FivesecAaaaBroken
  cause: aaaa-broken
  summary: AAAA queries fail and A queries don't.
  description: AAAA queries fail however they are sent, and A queries are fine
- alert: FivesecUdpBlocked
  cause: udp-blocked
  summary: DNS over UDP is blocked.
  description: DNS over UDP is blocked, and DNS over TCP works
- alert: FivesecTcpBlocked
  cause: tcp-blocked
  summary: DNS over TCP is blocked.
  description: DNS over TCP is blocked and DNS over UDP works, so answers that don't fit into a datagram are lost
- alert: FivesecPacketLoss
  cause: packet-loss
  summary: The network loses DNS datagrams.
  description: the network loses datagrams, in every way to ask, and no counter of the node explains it
- alert: FivesecReceiveBuffer
  cause: receive-buffer
  summary: A UDP receive buffer overflows.
  description: answers arrive and are dropped because the receive buffer is full
- alert: FivesecNodeBacklog
  cause: node-backlog
  summary: The node's CPUs drop packets before the network stack sees them.
  description: the CPUs drop packets before the network stack sees them
- alert: FivesecPairDroppedOnPath
  cause: pair-dropped-on-path
  summary: The path drops one of two queries from one port.
  description: a device on the path, or the server, takes one query at a time from each port, so one of the two queries of a lookup is lost
- alert: FivesecVipLeadsAstray
  cause: vip-leads-astray
  summary: The address of the DNS Service also leads to an address without a DNS pod.
  description: a share of the flows to the DNS service address gets no answer while every known DNS pod answers, so the service address also leads to an address without a DNS pod
- alert: FivesecSendRefused
  cause: send-refused
  summary: The kernel refuses to send DNS queries.
  description: the kernel refuses to send queries, so they never leave the pod
- alert: FivesecAnswersUnusable
  cause: answers-unusable
  summary: Resolvers cannot use some DNS answers.
  description: some DNS answers cannot be parsed, have no question, match no query, or have an order that glibc cannot use, so lookups stall or fail
- alert: FivesecReverseNatMissing
  cause: reverse-nat-missing
  summary: DNS answers arrive with the DNS pod's own address.
  description: answers to queries to the DNS service address arrive with a DNS pod's own address as their source, so sockets do not receive them
- alert: FivesecNameserverDown
  cause: nameserver-down
  summary: A nameserver of resolv.conf does not answer.
  description: a nameserver of resolv.conf does not answer while another one does, so a lookup that asks it stalls
- alert: FivesecEdnsBroken
  cause: edns-broken
  summary: Queries with an OPT record (EDNS) fail.
  description: queries with an OPT record fail while the same queries without one are answered
- alert: FivesecLargeAnswersLost
  cause: large-answers-lost
  summary: Large DNS answers over UDP are lost.
  description: large answers over UDP never arrive while small ones do, and over TCP they arrive
- alert: FivesecUpstreamError
  cause: upstream-error
  summary: Names outside the cluster get an error code.
  description: the DNS pods answer names outside the cluster with an error code, and names of the cluster correctly
- alert: FivesecNeighbourTableFull
  cause: neighbour-table-full
  summary: The node's neighbour table is full.
  description: the node's neighbour (ARP) table is full, so packets to addresses that it does not hold are dropped, not only those of DNS
- alert: FivesecChecksumErrors
  cause: checksum-errors
  summary: Datagrams arrive with a wrong checksum.
  description: datagrams arrive with a wrong checksum and the kernel drops them
- alert: FivesecSearchAmplification
  cause: search-amplification
  summary: The search list turns one lookup into many queries.
  description: a name costs many queries because of the search list, and each of them can stall
- alert: FivesecAgentStarved
  cause: agent-starved
  summary: The agent gets too little CPU time to measure DNS.
  description: fivesec itself gets too little CPU time, so its measurements there show nothing about DNS
- alert: FivesecClashExpired
  cause: clash-expired
  summary: Slow answers are lost after a clash that the kernel repaired.
  description: the kernel removes the entry of a repaired clash after a second, so a slower answer arrives with the DNS pod's own address, and the socket rejects it
- alert: FivesecSomethingElse
  cause: something-else
  summary: DNS queries are lost in a pattern that fivesec does not know.
  description: queries are lost in a pattern that no known cause makes
{{- end }}
