/** Prometheus 3. Debian has no package of it. */

import { type Built, goTool } from '../machine/go-tool.ts';

/** The path of one of its programs. */
export function prometheus3(program: 'prometheus' | 'promtool'): Built {
  return goTool({
    title: 'Prometheus 3',
    module: 'prometheus3',
    program: `github.com/prometheus/prometheus/cmd/${program}`,
  });
}
