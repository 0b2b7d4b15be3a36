/** The worlds that have a name. */

import { FURTHER_WORLDS } from './further-worlds.ts';
import { REPORTED_WORLDS, type ReportedWorld } from './reported-worlds.ts';

const WORLDS = { ...REPORTED_WORLDS, ...FURTHER_WORLDS } as const;

export type WorldName = keyof typeof WORLDS;
export const WORLD_NAMES = Object.keys(WORLDS) as readonly WorldName[];

export function isWorldName(name: string): name is WorldName {
  return Object.hasOwn(WORLDS, name);
}

/** The world as the tables' common type. */
export function worldOf(name: WorldName): ReportedWorld {
  return WORLDS[name];
}
