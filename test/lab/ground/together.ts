/** Runs steps at the same time, and waits for all of them: teardown must not start while a step still builds. */

/** Like Promise.all, but it rejects only after every promise has settled. */
export async function together<T>(making: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(making);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
