/** What the person who created a pod is told about options that were left as the pod has them. */

import { type DnsOption, showOption } from './option.ts';
import { INJECTED_KEY, optionsOf, type Pod } from './pod.ts';

/** The API server may cut longer ones, and all of them beyond 4096 characters (`AdmissionResponse.warnings`). */
const LONGEST = 120;
const MOST = 16;

/**
 * One for each wanted option that the pod sets itself. An option with the wanted value on a pod that carries our
 * record is our own, met again by a reinvocation: that is not worth a warning.
 */
export function warningsFor(pod: Pod, wanted: readonly DnsOption[]): readonly string[] {
  const isOurs = pod.metadata.annotations?.[INJECTED_KEY] !== undefined;
  return wanted
    .flatMap((option) => {
      const kept = optionsOf(pod).find((own) => own.name === option.name);
      if (!kept || (isOurs && kept.value === option.value)) return [];
      return [
        `fivesec left ${showOption(option)} alone: the pod sets ${shown({ ...kept, name: option.name })}`,
      ];
    })
    .slice(0, MOST)
    .map(shortened);
}

/** In report mode: what would have been done. */
export function reportWarning(add: readonly DnsOption[]): string {
  return shortened(`fivesec (report mode) would add ${add.map(showOption).join(' ')}`);
}

/** A pod's value is a stranger's text: a control character would spoil the HTTP header that warnings travel in. */
function shown(option: DnsOption | { readonly name: string; readonly value?: string | undefined }): string {
  return showOption(option).replaceAll(/[^\x20-\x7e]/g, '?');
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}
