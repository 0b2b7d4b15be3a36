/** `fivesec fleet`: what the agents of all nodes say, with one conclusion. As text for a person, or as JSON for a program. */

import type { Config } from '../../config/schema.ts';
import { conclude } from '../../fleet/conclusion.ts';
import { Fleet, type FleetPorts } from '../../fleet/fleet.ts';
import { fleetJson } from '../../fleet/fleet-json.ts';
import { fleetText } from '../../fleet/fleet-text.ts';
import { Failure } from '../../platform/failure.ts';
import type { ExitCode, Process } from '../process.ts';

export interface FleetFlags {
  readonly json: boolean;
}

const NO_AGENT =
  "state where the agents are: --agents-name NAME (their headless Service), or --agent ADDR for each. Neither is needed in an agent's pod of the Helm chart";

/** 0: no node has a fault. 1: a node has one. 2: no agent could be asked, or none answered. 130: interrupted. */
export async function fleet(
  config: Config,
  { json }: FleetFlags,
  process: Process & Pick<FleetPorts, 'resolve' | 'ask'>,
): Promise<ExitCode> {
  if (config.agents.length === 0 && config.agentsName === undefined) throw new Failure('config', NO_AGENT);
  const view = await new Fleet(config, process).view();
  if (view.kind === 'no-agent') throw new Failure('cannot-run', view.reason);
  const { survey } = view;
  process.out(json ? `${JSON.stringify(fleetJson(survey), undefined, 2)}\n` : fleetText(survey));
  if (process.signal.aborted) return 130;
  const { kind } = conclude(survey.reports);
  if (kind === 'no-answer' || kind === 'starting') return 2;
  return kind === 'healthy' ? 0 : 1;
}
