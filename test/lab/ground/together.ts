/** Things that are made at the same time: what is torn down must not go on being built. */

/** Like Promise.all, but rejects only after everything has ended, one way or the other. */
export async function together<T>(making: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(making);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
