/** What kube-proxy's IPVS mode makes for a Service (Kubernetes, pkg/proxy/ipvs/proxier.go). */

import { destination, PROTOCOLS, type Protocol, type Service } from './service.ts';

/** The interface that holds the VIPs. IPVS handles a packet only if its destination is an address of the node. */
const DUMMY = 'kube-ipvs0';

/**
 * Input of `sh -e`. Changes the servers of the Service and leaves the Service itself, as kube-proxy does: IPVS forgets its
 * connections with a Service, not with a server. Without endpoints, IPVS refuses packets to the VIP with an ICMP error.
 * An endpoint that is named twice gets one share.
 */
export function ipvsCommands(service: Service): string {
  const { family, vip } = service;
  return [
    'echo 1 > /proc/sys/net/ipv4/vs/conntrack',
    'echo 1 > /proc/sys/net/ipv4/vs/expire_nodest_conn',
    'echo 1 > /proc/sys/net/ipv4/vs/expire_quiescent_template',
    `ip link show ${DUMMY} > /dev/null 2>&1 || ip link add ${DUMMY} type dummy`,
    `ip addr replace ${vip}/${family === 6 ? '128 nodad' : '32'} dev ${DUMMY}`,
    ...PROTOCOLS.flatMap((protocol) => serverCommands(service, protocol)),
    postrouting(service),
    '',
  ].join('\n');
}

/** Input of `sh -e` that removes all Services of IPVS and their addresses. */
export function noIpvs(): string {
  return `ipvsadm -C\nip link del ${DUMMY} 2> /dev/null || true\n`;
}

/** Adds the Service and the servers that are missing, and deletes those that are not among the endpoints any more. */
function serverCommands(service: Service, { name }: Protocol): readonly string[] {
  const of = `-${name.charAt(0)} ${destination(service, service.vip)}`;
  const wanted = service.endpoints.map((endpoint) => destination(service, endpoint));
  return [
    `ipvsadm -A ${of} -s rr 2> /dev/null || true`,
    `ipvsadm -Sn | grep -F -e '-a ${of} -r ' | while read -r _ _ _ _ server _; do`,
    `  case ' ${wanted.join(' ')} ' in *" $server "*) ;; *) ipvsadm -d ${of} -r "$server" ;; esac`,
    'done',
    ...wanted.map((server) => `ipvsadm -a ${of} -r ${server} -m -w 1 2> /dev/null || true`),
  ];
}

/** kube-proxy writes these rules in any case. Like any rule of the table nat, they start connection tracking in the namespace. */
function postrouting({ family, vip, masquerade }: Service): string {
  return [
    `${family === 6 ? 'ip6tables' : 'iptables'}-nft-restore <<'RULES'`,
    '*nat',
    ':KUBE-POSTROUTING - [0:0]',
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    ...(masquerade ? [`-A KUBE-POSTROUTING -m ipvs --vaddr ${vip} --vport 53 -j MASQUERADE`] : []),
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
    '-A KUBE-POSTROUTING -j MASQUERADE',
    'COMMIT',
    'RULES',
  ].join('\n');
}
