/** DNS pods whose answers over UDP come from another address than their own, so that nobody takes them. */

import { allFailed, over, wrongSources, wrongSourcesFromPods } from '../counts/proportions.ts';
import type { DnsPod } from '../view/dns-pods.ts';
import { works } from '../view/paths.ts';
import type { View } from '../view/view.ts';

/**
 * The pods that get no UDP query answered, but take connections, while `race` gets answers from an address that is no DNS pod: about as many as
 * it loses. A connected socket never sees such an answer. Empty if there are none, and if all pods are so: then nothing shows that the pods send them.
 */
export function podsThatAnswerFromElsewhere(view: View): readonly DnsPod[] {
  const seen = answersSeenElsewhere(view);
  if (seen.failures < FEWEST || over(view.byVip('race'), wrongSourcesFromPods).failures > 0) return [];
  if (seen.failures < MOST * view.failures(view.byVip('race')).failures) return [];
  const deaf = view.endpoints.filter(({ udp, tcp }) => allFailed(udp) && works(tcp));
  return deaf.length < view.endpoints.length ? deaf : [];
}

/** The queries of `race` via the VIP that were answered from another address. */
export function answersSeenElsewhere(view: View): ReturnType<typeof over> {
  return over(view.byVip('race'), wrongSources);
}

const FEWEST = 3;
/** The least share of what `race` loses via the VIP that comes from elsewhere. */
const MOST = 0.5;
