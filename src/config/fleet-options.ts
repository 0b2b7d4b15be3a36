/** The options of the fleet: where the agents of the other nodes are, and what this node has in common with them. */

import { AGENT_PORT, agentAddress, domainName, number, text } from './fields.ts';
import { list, option, optional } from './option-row.ts';

export const fleetOptions = {
  agents: list(
    agentAddress,
    { min: 0, max: 1000 },
    {
      default: [],
      written: 'ADDR[:PORT]',
      flag: '--agent',
      sentence:
        'The addresses of agents, for `fivesec fleet` and the page `/fleet`. The default port is 9353.',
    },
  ),
  agentsName: optional(domainName, {
    written: 'NAME',
    sentence:
      'A headless Service whose addresses are the agents of all nodes, for `fivesec fleet` and the page `/fleet`.',
  }),
  agentsPort: option(number(1, 65_535, 'whole'), {
    default: AGENT_PORT,
    written: 'N',
    sentence: 'The port that the agents of `agentsName` listen on.',
  }),
  zone: optional(text('the name of a zone'), {
    written: 'NAME',
    sentence: "The node's zone. `fivesec fleet` compares the zones of nodes with a fault.",
  }),
};
