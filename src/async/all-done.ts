/** Like Promise.all, but waits until all are done, so that nothing goes on behind a failure. @throws the first failure in order */
export async function allDone<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}
