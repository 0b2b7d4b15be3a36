/** Descriptions, for people, of patterns of loss and of the losses that they do not explain. */

import { type Ask, lostPairs } from '../../patterns/ask.ts';
import type { Loss, Misfit } from '../../patterns/misfit.ts';
import type { Pattern } from '../../patterns/pattern.ts';
import { joined } from '../counts/wording.ts';
import type { SortedEvidence } from './sorted-evidence.ts';

const MOST = 3;

/** `sticky lost 40 of 40 pairs, 0.1 expected`: the worst misfit of each arm. */
export function misfitsInWords(misfits: readonly Misfit[]): string {
  const worst = new Map<string, string>();
  for (const { asks, loss, lost, pairs, predicted } of misfits) {
    const arms = joined(asks.map(askInWords));
    const words = `${arms} lost ${LOST[loss]}${lost} of ${pairs} pairs, ${Number(predicted.toPrecision(2))} expected`;
    if (!worst.has(arms)) worst.set(arms, words);
  }
  return [...worst.values()].slice(0, MOST).join('; ');
}

const LOST: { readonly [loss in Loss]: string } = {
  a: 'the A query of ',
  aaaa: 'the AAAA query of ',
  any: '',
  one: 'one of the two queries of ',
};

/** The arms that lose and those that do not: `lose: pair 24 of 100, race 31 of 100; don't: reopen, separate`. */
export function patternInWords(asks: readonly Ask[]): string {
  const asked = asks.filter(({ pairs }) => pairs > 0);
  const losing = asked.filter((ask) => lostPairs(ask) > 0);
  const well = asked.filter((ask) => lostPairs(ask) === 0);
  const lost = losing.map((ask) => `${askInWords(ask)} ${lostPairs(ask)} of ${ask.pairs}`);
  return [
    `pairs lost: ${joined(lost)}`,
    ...(well.length === 0 ? [] : [`none lost: ${joined(well.map(askInWords))}`]),
  ].join('; ');
}

/** The words of a pattern. Where the first nameserver is the node's own cache, they name the cache and not the VIP. */
export function wordsOf({ id, words }: Pattern, first: SortedEvidence['first']): string {
  const isNamed = first === 'vip' || id === 'node-local-fails';
  return isNamed ? words : words.replaceAll(/\bVIP\b/g, 'node-local cache');
}

function askInWords({ strategy, target, transport, scope }: Ask): string {
  const where = target.kind === 'vip' ? '' : ` ${target.address}`;
  const how = transport === 'tcp' && strategy !== 'tcp' ? ' over TCP' : '';
  return `${strategy}${where}${how}${scope === 'cluster' ? '' : ` (${scope} name)`}`;
}
