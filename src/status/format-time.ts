/** Times of day for people, in UTC. */

/** `21:05:03.120`, or `unknown` for a time that is no valid date. */
export function timeOfDay(wall: number): string {
  const date = new Date(wall);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(11, 23);
}
