// CoreDNS as a cluster runs it, with only the plugins that the lab's Corefile names (test/lab/dns/coredns.ts): those of
// kubeadm's Corefile that answer or forward queries, and `file` for the zone, which in a cluster comes from the API by
// `kubernetes`. What talks to clouds or to the API is left out: it would be most of what there is to download and compile.
package main

import (
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/bind"        // the DNS pod's own addresses, no others
	_ "github.com/coredns/coredns/plugin/cache"       // as in a cluster: outside names are asked for once
	_ "github.com/coredns/coredns/plugin/errors"      // what went wrong upstream, on standard output
	_ "github.com/coredns/coredns/plugin/file"        // the cluster's zone, with the SOA of a real one
	_ "github.com/coredns/coredns/plugin/forward"     // names outside the cluster
	_ "github.com/coredns/coredns/plugin/loadbalance" // answers in changing order
)

func main() { coremain.Run() }
