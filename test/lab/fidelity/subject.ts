/** Who makes the lookups of a case: a C library, our profile of it, or Node, which uses the C library. */

import type { AddressFamily } from '../../../src/domain/server.ts';
import { type Case, LIBRARIES, type Library } from './case.ts';

export interface Subject {
  readonly library: Library;
  readonly by: 'library' | 'fivesec' | 'node';
}

export interface Run {
  readonly subject: Subject;
  readonly theCase: Case;
  /** The addresses of the nameservers, and no others. */
  readonly addresses: readonly string[];
  /** The text of resolv.conf. */
  readonly resolvConf: string;
  /** When it starts, milliseconds after the first one. */
  readonly afterMs: number;
}

/** The networks that all nameservers' addresses are in. */
export const NETWORKS: Readonly<Record<AddressFamily, string>> = { 4: '10.53.0.0/16', 6: 'fd00:53::/64' };

/** Processes that start at the same time would delay each other on a small machine. */
const APART_MS = 30;
/** For a few cases nothing else may run. */
const FEW_RUNS = 30;
const WIDELY_APART_MS = 120;
/** Addresses for each subject of a case. */
const ROOM = 8;

/** All runs of all cases; the runs of one case start at about the same time. */
export function runs(cases: readonly Case[]): readonly Run[] {
  const all = cases.flatMap((theCase, caseIndex) =>
    subjects(theCase).map((subject, index) => ({ theCase, caseIndex, subject, index })),
  );
  const apartMs = all.length > FEW_RUNS ? APART_MS : WIDELY_APART_MS;
  return all.map(({ theCase, caseIndex, subject, index }, order) => {
    const addresses = theCase.servers.map((_, server) =>
      address(theCase.family, caseIndex + 1, index * ROOM + server + 1),
    );
    const lines = [...addresses.map((one) => `nameserver ${one}`), ...theCase.conf, ''];
    return { subject, theCase, addresses, resolvConf: lines.join('\n'), afterMs: order * apartMs };
  });
}

/** The programs that are compared with the C libraries in each case, in the order of the findings. */
export function comparisons(
  cases: readonly Case[],
): readonly { readonly title: string; readonly library: Library; readonly by: string }[] {
  return cases.flatMap((theCase) =>
    subjects(theCase)
      .filter(({ by }) => by !== 'library')
      .map(({ library, by }) => ({ title: theCase.title, library, by })),
  );
}

function subjects({ alsoNode }: Case): readonly Subject[] {
  return [
    ...LIBRARIES.flatMap((library) => [
      { library, by: 'library' } as const,
      { library, by: 'fivesec' } as const,
    ]),
    ...(alsoNode ? [{ library: 'glibc', by: 'node' } as const] : []),
  ];
}

/** IPv6 in full, as the capture writes it. */
function address(family: AddressFamily, caseNumber: number, host: number): string {
  return family === 4
    ? `10.53.${caseNumber}.${host}`
    : `fd00:53:0:0:0:0:${caseNumber.toString(16)}:${host.toString(16)}`;
}
