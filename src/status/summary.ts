/** The first sentence of the status page: is DNS healthy on this node, why not, and what to do first. */

import { strategyTable } from '../diagnosis/strategy-table.ts';
import { CAUSES, harmOf } from '../domain/cause.ts';
import { TOGETHER } from '../domain/strategy.ts';
import type { Remedy, Verdict } from '../domain/verdict.ts';
import { assertNever } from '../platform/assert-never.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { type Html, html, prose } from './html.ts';
import type { PageView } from './page-view.ts';
import { failedLookup, spanInWords, stalledLookup, stallsInWords } from './past-stalls.ts';

/** `bad`: DNS has a fault. `unsure`: it is not known whether DNS has one. */
type Tone = 'good' | 'bad' | 'unsure';

/** A lookup that began so recently may have no verdict yet: the agent judges every 15 seconds at least. */
const JUST_NOW_MS = 30_000;

export interface Summary {
  readonly tone: Tone;
  readonly sentence: Html;
}

export function summary(view: PageView): Summary {
  const { healthy, ready, past, judgement } = view;
  if (!healthy) {
    const text = 'no probe was started for three intervals. What this page shows is old.';
    return {
      tone: 'unsure',
      sentence: html`<strong role="status">fivesec has stopped measuring on this node:</strong> ${text}`,
    };
  }
  const verdict = leading(judgement.verdicts);
  if (verdict !== undefined) return troubled(view, verdict);
  if (!ready) {
    const text = 'nothing is known yet. The first round of probes takes less than a minute.';
    return { tone: 'unsure', sentence: html`<strong role="status">fivesec is starting:</strong> ${text}` };
  }
  const last = past.lookups.findLast((lookup) => stalledLookup(lookup) || failedLookup(lookup));
  const ago =
    last === undefined
      ? ''
      : `, the last one ${last.agoMs < 1500 ? '1 second' : spanInWords(last.agoMs)} ago`;
  const now = last === undefined ? '' : ' now';
  if (last !== undefined && last.agoMs < JUST_NOW_MS) {
    const word = stalledLookup(last) ? 'A lookup stalled' : 'A lookup failed';
    return {
      tone: 'unsure',
      sentence: html`<strong role="status">${word} on this node:</strong> ${stallsInWords(past)}${ago}; the cause is not known yet.`,
    };
  }
  return {
    tone: 'good',
    sentence: html`<strong role="status">DNS is healthy on this node${now}:</strong> ${stallsInWords(past)}${ago}.`,
  };
}

/** The surest verdict that says something is wrong. A harmless cause does not. */
export function leading(verdicts: readonly Verdict[]): Verdict | undefined {
  return verdicts.find(({ cause }) => harmOf(cause) !== 'harmless');
}

function troubled(view: PageView, verdict: Verdict): Summary {
  const { past } = view;
  const harm = harmOf(verdict.cause);
  const counted = stallsInWords(past);
  const first = firstRemedy(verdict, view);
  const todo =
    first === undefined
      ? ''
      : html`; <strong>do this first:</strong> ${prose(firstSentence(first.change), 240)}`;
  switch (harm) {
    case 'self':
      return {
        tone: 'unsure',
        sentence: html`<strong role="status">fivesec is too slow to measure on this node:</strong> ${counted}. This shows nothing about DNS${todo}.`,
      };
    case 'unnamed':
      return {
        tone: 'unsure',
        sentence: html`<strong role="status">${headline(view)} on this node:</strong> ${counted}; ${unknownCause(verdict)}${todo}.`,
      };
    case 'fault':
    case 'harmless':
      return {
        tone: 'bad',
        sentence: html`<strong role="status">${headline(view)} on this node:</strong> ${counted}; <strong>${causeWord(verdict)}:</strong> ${CAUSES[verdict.cause].title}${todo}.`,
      };
    default:
      return assertNever(harm);
  }
}

function unknownCause({ cause }: Verdict): Html {
  if (cause === 'not-enough-evidence') return html`<strong>the cause is not known yet</strong>`;
  return html`<strong>the cause is not known:</strong> ${CAUSES[cause].title}`;
}

function headline({ past }: PageView): string {
  return past.lookups.some(stalledLookup) ? 'DNS stalls' : 'DNS has a fault';
}

function causeWord({ confidence }: Verdict): string {
  if (confidence >= LIKELY) return 'cause';
  return confidence > POSSIBLE ? 'probable cause' : 'possible cause';
}

/** The remedy that was measured here and halved the loss, or the first one. Remedies come in order of preference. */
export function firstRemedy({ remedies }: Verdict, { judgement }: PageView): Remedy | undefined {
  const table = strategyTable(judgement.evidence);
  const usual = table.filter(({ strategy }) => TOGETHER.includes(strategy));
  const today = Math.max(0, ...usual.map(({ lossRatio }) => lossRatio));
  const helped = remedies.find(
    ({ measured }) => measured !== undefined && today > 0 && measured.lossRatio <= today / 2,
  );
  return helped ?? remedies[0];
}

/** Remedies end with what was measured, in a sentence of its own. The first sentence has no full stop here. */
function firstSentence(text: string): string {
  return (text.split(/\. (?=[A-Z`])/)[0] ?? text).replace(/\.$/, '');
}
