/** What to type to open the page of one node. An agent has an address of the pod network, which a browser can't reach. */

import type { NodeReport } from '../domain/node-report.ts';
import { type Html, html } from '../status/html.ts';

/** The name is copied into a shell, and an agent may claim any name: only names that Kubernetes allows (RFC 1123) are shown. */
const SAFE_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** The commands, with the name of the worst node if it is a valid one. */
export function openNode(worst: NodeReport | undefined): Html {
  const node = worst !== undefined && SAFE_NAME.test(worst.node) ? worst.node : 'NAME-OF-THE-NODE';
  return html`<details><summary>Open the page of one node, or diagnose it</summary>
<p>Put the name of the node and your namespace in, then open <code>http://127.0.0.1:9353/</code>:</p>
<pre>NODE=${node} NAMESPACE=monitoring
POD=$(kubectl -n $NAMESPACE get pods -o name --field-selector spec.nodeName=$NODE -l app.kubernetes.io/name=fivesec,app.kubernetes.io/component=agent)
kubectl -n $NAMESPACE port-forward $POD 9353     # the page of that node
kubectl -n $NAMESPACE exec $POD -- fivesec check # a diagnosis in about 20 seconds</pre></details>
`;
}
