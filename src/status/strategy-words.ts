/** A strategy in plain words for the status page: what is sent, from where, to whom. Derived from its row. */

import type { StrategySpec } from '../domain/strategy.ts';
import { assertNever } from '../platform/assert-never.ts';

/** A short line such as "AAAA after A's answer, each from a new socket". */
export function strategyInWords(spec: StrategySpec): string {
  return [spacing(spec), sender(spec), receiver(spec), name(spec)].filter((part) => part !== '').join(', ');
}

function spacing({ spacing }: StrategySpec): string {
  switch (spacing) {
    case 'together':
      return 'both queries at once';
    case 'same-instant':
      return 'both queries at the same instant';
    case 'staggered':
      return 'AAAA a few milliseconds after A';
    case 'in-turn':
      return "AAAA after A's answer";
    default:
      return assertNever(spacing);
  }
}

function sender({ transport, socket }: StrategySpec): string {
  if (transport === 'tcp') return 'over one TCP connection';
  const both = transport === 'either' ? ', by UDP and by TCP' : '';
  switch (socket) {
    case 'fresh':
      return `from one new socket${both}`;
    case 'fresh-each':
      return `each from a new socket${both}`;
    case 'standing':
      return `from a socket that stays open for hours${both}`;
    default:
      return assertNever(socket);
  }
}

/** The Service's address is the usual receiver and is not named. */
function receiver({ target }: StrategySpec): string {
  switch (target) {
    case 'vip':
      return '';
    case 'nameserver':
      return 'to the second and third nameserver';
    case 'endpoint':
      return 'straight to one DNS pod';
    case 'node-local':
      return 'to the DNS cache on the node';
    default:
      return assertNever(target);
  }
}

/** Kinds of names that have no words here are described by what the strategy stands for. */
function name({ asks, optPayload, standsFor }: StrategySpec): string {
  if (asks === 'uncached') return 'for a random name that no cache holds';
  if (asks === 'large') return 'for a name with a large answer';
  if (asks !== 'plain') return standsFor;
  return optPayload > 0 ? 'with an OPT record' : '';
}
