/** Asks all agents, a bounded number at a time and for a bounded time, and keeps what each said. */

import type { NodeReport } from '../domain/node-report.ts';
import { formatServer, type Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import type { AgentAnswer } from './ask-agent.ts';

export interface SilentAgent {
  /** Its address and port. */
  readonly agent: string;
  readonly reason: string;
}

export interface Survey {
  /** One for each node, in the order of the agents. */
  readonly reports: readonly NodeReport[];
  readonly silent: readonly SilentAgent[];
  /** What the reader must know: sentences. */
  readonly warnings: readonly string[];
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly tookMs: number;
}

export interface SurveyPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asks one agent; must end within `timeoutMs` and never reject. */
  readonly ask: (at: Server, timeoutMs: number) => Promise<AgentAnswer>;
}

/** The number of agents that are asked at the same time. */
export const AT_ONCE = 50;
const AGENT_DEADLINE_MS = 3_000;
/** For all agents together. */
const SURVEY_DEADLINE_MS = 20_000;

/** Takes 20 s at most. Never rejects: an agent that can't be asked is in `silent`. */
export async function survey(agents: readonly Server[], ports: SurveyPorts): Promise<Survey> {
  const { clock } = ports;
  const [startedAt, startMs] = [clock.wall(), clock.now()];
  const answers: (AgentAnswer | undefined)[] = new Array(agents.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < agents.length; index = next++) {
      const agent = agents[index];
      if (agent) answers[index] = await askInTime(agent, startMs, ports);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, agents.length) }, worker));
  return { ...sorted(agents, answers), startedAt, tookMs: clock.now() - startMs };
}

async function askInTime(agent: Server, startMs: number, ports: SurveyPorts): Promise<AgentAnswer> {
  const leftMs = startMs + SURVEY_DEADLINE_MS - ports.clock.now();
  if (ports.signal.aborted) return { kind: 'silent', reason: 'not asked: interrupted' };
  if (leftMs <= 0) {
    const limit = SURVEY_DEADLINE_MS / 1000;
    return { kind: 'silent', reason: `not asked: the ${limit} s for all agents were over` };
  }
  return ports.ask(agent, Math.min(AGENT_DEADLINE_MS, leftMs));
}

/** A node counts once, even if two agents give its name. */
function sorted(
  agents: readonly Server[],
  answers: readonly (AgentAnswer | undefined)[],
): Pick<Survey, 'reports' | 'silent' | 'warnings'> {
  const reports = new Map<string, NodeReport>();
  const silent: SilentAgent[] = [];
  let repeated = 0;
  answers.forEach((answer, index) => {
    const agent = agents[index];
    if (!answer || !agent) return;
    if (answer.kind === 'silent') silent.push({ agent: formatServer(agent), reason: answer.reason });
    else if (reports.has(answer.report.node)) repeated += 1;
    else reports.set(answer.report.node, answer.report);
  });
  const warnings =
    repeated === 0 ? [] : [`Left out, because another agent gave the same node's name before: ${repeated}.`];
  return { reports: [...reports.values()], silent, warnings };
}
