/** Warnings to the person who creates a pod: options that the pod keeps, and options that it does not get. */

import { type DnsOption, showOption } from './option.ts';
import { conflictOf } from './option-conflicts.ts';
import { INJECTED_KEY, namesOf, optionsOf, type Pod } from './pod.ts';

/** The API server may cut longer ones, and all of them beyond 4096 characters (`AdmissionResponse.warnings`). */
const LONGEST = 120;
const MOST = 16;

/**
 * One for each wanted option that the pod already has, or that an option of the pod rules out. There is no warning for an option
 * that fivesec itself has added before: the API server may call the webhook twice for one pod (reinvocation).
 */
export function warningsFor(pod: Pod, wanted: readonly DnsOption[]): readonly string[] {
  const isOurs = pod.metadata.annotations?.[INJECTED_KEY] !== undefined;
  const present = namesOf(pod);
  return wanted
    .flatMap((option) => {
      const kept = optionsOf(pod).find((own) => own.name === option.name);
      if (!kept) return withheld(option, present);
      if (isOurs && kept.value === option.value) return [];
      return [
        `fivesec left ${showOption(option)} alone: the pod sets ${shown({ ...kept, name: option.name })}`,
      ];
    })
    .slice(0, MOST)
    .map(shortened);
}

function withheld({ name }: DnsOption, present: ReadonlySet<string>): readonly string[] {
  const conflict = conflictOf(name, present);
  return conflict ? [`fivesec left out ${name}: the pod sets ${conflict.present} (${conflict.why})`] : [];
}

/** In report mode: what the webhook would have done. */
export function reportWarning(add: readonly DnsOption[]): string {
  return shortened(`fivesec (report mode) would add ${add.map(showOption).join(' ')}`);
}

/** Removes all but printable ASCII: warnings travel in an HTTP header, and a pod's value may hold anything. */
function shown(option: DnsOption | { readonly name: string; readonly value?: string | undefined }): string {
  return showOption(option).replaceAll(/[^\x20-\x7e]/g, '?');
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}
