/** `fivesec check`: one diagnosis, as text for a person or as one JSON object for a program. */

import { runCheck } from '../../check/check.ts';
import type { Findings } from '../../check/findings.ts';
import { checkJson } from '../../check/output/json.ts';
import { progressBar } from '../../check/output/progress.ts';
import { report } from '../../check/output/report.ts';
import { sensitivity } from '../../check/sensitivity.ts';
import { duration } from '../../config/fields.ts';
import type { Config } from '../../config/schema.ts';
import { isAlarming } from '../../domain/cause.ts';
import { Failure } from '../../platform/failure.ts';
import { painter } from '../../platform/paint.ts';
import type { ExitCode, Process } from '../process.ts';
import { VERSION } from '../version.ts';

export interface CheckFlags {
  readonly json: boolean;
  readonly explain: boolean;
  /** Reads the node's conntrack table, too. */
  readonly flows?: boolean;
  /** As written: `20s`. */
  readonly duration: string;
}

const SHORTEST_MS = 1_000;
/** The longest check. To watch for hours, run the agent. */
const LONGEST_MS = 240_000;

/**
 * 0: healthy, or only harmless causes. 1: a cause was found, or something stalls. 2: it could not run, or measured too little
 * to say. 130: interrupted.
 */
export async function check(config: Config, flags: CheckFlags, ports: Process): Promise<ExitCode> {
  const parsed = duration(SHORTEST_MS, LONGEST_MS)(flags.duration);
  if (parsed.kind === 'mistake')
    throw new Failure('config', `--duration ${flags.duration}: ${parsed.reason}`);
  const bar = progressBar(ports.err, ports.interactive);
  let findings: Findings;
  try {
    findings = await runCheck(config, parsed.value, {
      ...ports,
      flows: flags.flows === true,
      progress: bar.show,
      warn: (sentence) => ports.err(`fivesec: ${sentence}\n`),
    });
  } finally {
    bar.wipe();
  }
  ports.out(
    flags.json
      ? `${JSON.stringify(checkJson(findings, VERSION, flags.explain), null, 2)}\n`
      : report(findings, painter(ports.colour), flags.explain),
  );
  return exitCode(findings);
}

/** An interrupted check, or one that measured too little, has not shown that DNS is healthy. */
function exitCode({ judgement, interrupted }: Findings): ExitCode {
  if (interrupted) return 130;
  if (judgement.verdicts.some(({ cause }) => isAlarming(cause))) return 1;
  return sensitivity(judgement.evidence).isEnough ? 0 : 2;
}
