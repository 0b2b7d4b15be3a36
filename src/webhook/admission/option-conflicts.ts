/**
 * Options of resolv.conf that harm each other, or that have no effect beside another one. This is the only table of
 * them: the webhook, the chart's CEL policy (`charts/fivesec/files/option-conflicts.yaml`) and docs/webhook.md use it.
 */

/** A pod that sets `present` gets none of `withheld`. */
export interface OptionConflict {
  readonly present: string;
  readonly withheld: readonly string[];
  /** What would happen with both. Short: it is part of a warning of at most 120 characters. */
  readonly why: string;
}

const NO_RETRY = 'with both, glibc does not retry a lost answer';

/**
 * glibc, resolv/res_send.c, `send_dg`: when the second answer is lost, glibc switches on the one of `single-request` and
 * `single-request-reopen` that is off, and asks again. Where both are on, it returns one address family and does not
 * ask again. Queries over TCP (`send_vc`) read neither option, and without AAAA queries (`no-aaaa`, since glibc
 * 2.36) there is no second answer to lose.
 */
export const OPTION_CONFLICTS: readonly OptionConflict[] = [
  { present: 'single-request', withheld: ['single-request-reopen'], why: NO_RETRY },
  { present: 'single-request-reopen', withheld: ['single-request'], why: NO_RETRY },
  {
    present: 'use-vc',
    withheld: ['single-request', 'single-request-reopen'],
    why: 'it has no effect on TCP',
  },
  {
    present: 'no-aaaa',
    withheld: ['single-request', 'single-request-reopen'],
    why: 'it has no effect without AAAA',
  },
];

/** The first row by which a pod with the options `present` gets no `wanted`. Names are compared as they are. */
export function conflictOf(wanted: string, present: ReadonlySet<string>): OptionConflict | undefined {
  return OPTION_CONFLICTS.find((row) => row.withheld.includes(wanted) && present.has(row.present));
}

/** For options that are to be added together: a row by which one of the two excludes the other. */
export function conflictBetween(one: string, other: string): OptionConflict | undefined {
  return conflictOf(one, new Set([other])) ?? conflictOf(other, new Set([one]));
}

/** The table by withheld option: for each, the options of a pod that withhold it. */
export function withheldBy(): Readonly<Record<string, readonly string[]>> {
  const names = [...new Set(OPTION_CONFLICTS.flatMap(({ withheld }) => withheld))].sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      OPTION_CONFLICTS.filter(({ withheld }) => withheld.includes(name)).map(({ present }) => present),
    ]),
  );
}
