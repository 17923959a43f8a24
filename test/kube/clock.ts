/** A clock that moves only by sleeping, and gives way to the network meanwhile; `slept` has each wait. */
export function sleepingClock() {
  const slept: number[] = [];
  let time = 0;
  return {
    slept,
    monotonic: () => time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      time += ms;
      // not setImmediate, which Bun's `expect(…).rejects` leaves waiting for half a second and more
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
    },
  };
}
