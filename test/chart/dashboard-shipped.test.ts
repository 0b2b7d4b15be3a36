/** The dashboard as the chart ships it, and the panels that people were promised (issue 5, "Dashboard"). */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DASHBOARD_FILE } from '../../scripts/dashboard.ts';
import { at, CHART_DIR, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

const TEXT = readFileSync(join(CHART_DIR, DASHBOARD_FILE), 'utf8');
const { panels } = JSON.parse(TEXT) as {
  panels: readonly {
    type: string;
    title: string;
    targets?: readonly { expr: string; format?: string }[];
  }[];
};
const panel = (title: string) => panels.find((one) => one.title === title);

describe('the chart', () => {
  beforeEach((ctx) => needs(ctx, layerMissing()));

  it('ships the dashboard in a ConfigMap that the sidecar of Grafana picks up', () => {
    const map = only(render({ values: { 'dashboard.enabled': true } }), 'ConfigMap', 'fivesec-dashboard');
    expect(at(map, 'metadata.labels')).toMatchObject({ grafana_dashboard: '1' });
    const data = at(map, 'data') as Record<string, string>;
    expect(JSON.parse(data['fivesec.json'] ?? '')).toEqual(JSON.parse(TEXT));
  });

  it('ships none unless it is asked to', () => {
    const names = render().map((manifest) => at(manifest, 'metadata.name'));
    expect(names).not.toContain('fivesec-dashboard');
  });
});

describe('the dashboard shows', () => {
  it('how many lookups took less than a second, and on which nodes they are slow', () => {
    expect(panel('Lookups under one second')?.targets?.[0]?.expr).toMatch(/le=~"1\(\\+\.0\)\?"/);
    expect(panel('Slow lookups by node')?.targets?.[0]?.expr).toMatch(/^sum by \(node, instance\)/);
  });

  it('why, by cause and node, and whether clashes can lose packets there', () => {
    expect(panel('Verdicts by node')?.targets?.[0]?.expr).toMatch(
      /^max by \(node, cause\) \(fivesec_verdict/,
    );
    expect(panel('Race window by node')?.targets?.[0]?.expr).toContain('race_window');
  });

  it('what each strategy would leave of the loss', () => {
    expect(panel('Loss that each strategy would leave')?.targets?.[0]?.expr).toContain(
      'fivesec_remedy_loss_ratio',
    );
  });

  it('lookup durations as a heatmap of the buckets, in which 2.5 s and 5 s are bands of their own', () => {
    const heatmap = panel('Lookup durations');
    expect(heatmap).toMatchObject({ type: 'heatmap', targets: [{ format: 'heatmap' }] });
    expect(heatmap?.targets?.[0]?.expr).toMatch(
      /^sum by \(le\) \(increase\(fivesec_lookup_duration_seconds_bucket/,
    );
  });

  it('loss as a matrix of nodes and DNS pods', () => {
    const matrix = panel('Loss by node and DNS pod');
    expect(matrix?.type).toBe('table');
    expect(matrix?.targets?.[0]?.expr).toMatch(/^sum by \(node, endpoint\)/);
  });
});
