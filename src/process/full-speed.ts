/** What Bun has and the others lack. */
interface Runtime {
  readonly Bun?: { readonly unsafe?: { setJITPolicy?(scale: number): void } };
}

/** For work that takes long: the compiled program waits with machine code (scripts/release/compile.ts), since most commands end before it pays. */
export function runAtFullSpeed(): void {
  const { Bun }: Runtime = globalThis;
  Bun?.unsafe?.setJITPolicy?.(1);
}
