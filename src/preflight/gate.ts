/** Allows only so many pieces of work at once; the others wait for their turn, first come, first served. */
export function gate(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let going = 0;
  return async (work) => {
    if (going === limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else going++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // the next one waiting takes over the place
      if (next === undefined) going--;
      else next();
    }
  };
}
