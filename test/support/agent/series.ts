/** Reads the text that an agent's `/metrics` answers. */

/** The sum of all series whose line matches, name and labels; 0 if there is none. */
export function sumOfSeries(exposition: string, series: RegExp): number {
  return exposition
    .split('\n')
    .filter((line) => series.test(line))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
