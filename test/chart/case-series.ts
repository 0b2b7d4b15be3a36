/** How the cases of the rules write series and alerts down. */

/** The labels that a scrape through the chart's monitor gives; what a new pod changes is not in an alert. */
export function target(node: string, pod = `fivesec-${node}`): string {
  return `job="fivesec",node="${node}",pod="${pod}",instance="${pod}:9353",container="agent"`;
}

export const UP = { [`up{${target('a')}}`]: '1x300' };
export const slow = (cause: string, node = 'a', pod?: string) =>
  `fivesec_slow_lookups_total{cause="${cause}",${target(node, pod)}}`;
export const lookups = (outcome: string, node = 'a') =>
  `fivesec_lookups_total{profile="glibc",name="n",outcome="${outcome}",${target(node)}}`;
export const alert = (name: string, severity: string, more = 'job="fivesec",node="a"') =>
  `alertname="${name}",severity="${severity}"${more === '' ? '' : `,${more}`}`;
