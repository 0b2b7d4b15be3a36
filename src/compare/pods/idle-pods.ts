/** A DNS pod fails, and the losses via the VIP do not follow from it: the fact says who is affected. */

import type { ArmTally } from '../../domain/evidence.ts';
import type { TargetKind } from '../../domain/strategy.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { allFailed, failures, over, refusedQueries } from '../counts/proportions.ts';
import { joined } from '../counts/wording.ts';
import { asksThroughCache } from '../servers/behind-cache.ts';
import type { DnsPod } from '../view/dns-pods.ts';
import { nameserverArms } from '../view/paths.ts';
import type { View } from '../view/view.ts';
import { keptByAffinity } from './failing-pods.ts';

/** Says which applications of this node ask the failing pod: those behind a cache, those that have it in resolv.conf, or none. */
export function idleFact(view: View, failing: readonly DnsPod[], byVip: Proportion): string {
  if (asksThroughCache(view)) return BEHIND_CACHE;
  if (keptByAffinity(view)) return AFFINITY;
  const asked = furtherAmong(view, failing);
  if (asked.length > 0)
    return `${joined(asked)} is also a further nameserver of resolv.conf: applications ask it directly when the first nameserver does not answer, with \`options rotate\`, and always with musl`;
  if (byVip.failures > 0) return 'the losses via the VIP do not match a share of its flows that leads there';
  if (failing.length === view.endpoints.length) return refuseDirectly(view.arms) ? OTHER_PORT : NO_KNOWN_POD;
  return isFirstAPod(view)
    ? `the first nameserver is itself a DNS pod: this node's applications do not ask ${joined(failing.map(({ address }) => address))}`
    : "the VIP does not lead there from this node: this node's applications are not affected";
}

/** The addresses of these pods that are further nameservers of resolv.conf. */
export function furtherAmong(view: View, pods: readonly DnsPod[]): readonly string[] {
  const further = nameserverArms(view).map(({ target }) => target.address);
  return pods.map(({ address }) => address).filter((address) => further.includes(address));
}

function isFirstAPod({ arms, endpoints, first }: View): boolean {
  const addresses = endpoints.map(({ address }) => address);
  return arms.some(({ target }) => target.kind === first && addresses.includes(target.address));
}

const AFFINITY =
  'all flows over UDP via the VIP fail, and none over TCP. Session affinity may keep the UDP flows of this client at this pod, or the VIP may lose all UDP. `fivesec check --flows` shows which';

const BEHIND_CACHE =
  'applications on this node ask a cache first. It asks the DNS pods for what it does not hold, and such names wait if it asks this one';

/** Do all DNS pods fail that are asked directly, while the VIP answers? Then they run, and none of them is to be deleted. */
export function onlyDirectFails(arms: readonly ArmTally[]): boolean {
  const lost = (kind: TargetKind) =>
    over(
      arms.filter(({ target }) => target.kind === kind),
      failures,
    );
  const vip = lost('vip');
  return allFailed(lost('endpoint')) && vip.trials > 0 && !allFailed(vip);
}

/** Is each connection straight to the pods refused? Lost packets and a policy that drops refuse nothing. */
function refuseDirectly(arms: readonly ArmTally[]): boolean {
  const direct = arms.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'tcp');
  return allFailed(over(direct, refusedQueries));
}

const OTHER_PORT =
  "every known pod refuses direct connections, and the VIP answers: the DNS pods probably listen on another port (5353 on OpenShift: `--endpoints-port 5353`). This node's applications are not affected";

const NO_KNOWN_POD =
  'no known pod answers directly, but the VIP does: a policy may block direct queries, or the list of pods is out of date';
