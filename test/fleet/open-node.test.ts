import { expect, it } from 'vitest';
import { openNode } from '../../src/fleet/open-node.ts';
import { nodeReport } from '../support/fleet/node-reports.ts';

it('the text gives the commands with the name of the node', () => {
  const { text } = openNode(nodeReport('worker-3.example'));
  expect(text).toContain('NODE=worker-3.example ');
  expect(text).toContain('port-forward $POD 9353');
});

it.each(['a;reboot', '$(reboot)', '-x', 'a b', 'a\nreboot', 'x'.repeat(254)])(
  'puts no name into a command that a shell would act on: %j',
  (name) => {
    expect(openNode(nodeReport(name)).text).toContain('NODE=NAME-OF-THE-NODE ');
  },
);

it('the text shows a placeholder if no node answered', () => {
  expect(openNode(undefined).text).toContain('NODE=NAME-OF-THE-NODE ');
});
