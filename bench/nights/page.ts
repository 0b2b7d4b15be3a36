/** The list of histories as a page, with their truths. */

import { table } from '../../scripts/markdown.ts';
import type { History } from './history.ts';

export function scenariosPage(histories: readonly History[]): string {
  const rows = histories.map(({ id, title, truths = [], endMs }) => [
    id,
    title,
    truths.length === 0
      ? 'nothing at any time'
      : truths
          .map(({ fromMs, untilMs, right, accepted = [], isDue }) => {
            const span = `${fromMs / 1000} to ${untilMs >= 1e8 ? 'the end' : untilMs / 1000} s`;
            const fine = accepted.length > 0 ? `, accepted ${accepted.join(', ')}` : '';
            return `${span}: ${right.join(' or ')}${fine}${isDue === true ? ' (due)' : ''}`;
          })
          .join('; '),
    String(endMs / 1000),
  ]);
  return `# ${histories.length} histories, and what is true in them

Fixed before the first run. A claim is a verdict above 0.5 at any of the judgements (every 5 s). A claim of a cause outside its time of truth, plus 60 s, is untrue or overdue.
*Due*: it must be named within 120 s. The others may be named or not.

${table(['id', 'what happens', 'truth', 'ends, s'], rows)}
`;
}
