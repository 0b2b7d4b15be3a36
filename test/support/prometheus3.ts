/** Prometheus 3, which Debian does not have. */

import { type Built, goTool } from './go-tool.ts';

/** The path of one of its programs. Left out is the discovery of targets in clouds but Kubernetes: most of the source. */
export function prometheus3(program: 'prometheus' | 'promtool'): Built {
  return goTool({
    title: 'Prometheus 3',
    module: 'prometheus3',
    program: `github.com/prometheus/prometheus/cmd/${program}`,
    tags: ['remove_all_sd', 'enable_kubernetes_sd'],
  });
}
