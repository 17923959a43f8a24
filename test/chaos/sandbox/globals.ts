import type { Random } from "../../fuzz/random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Stands for what `setTimeout` gives. */
class Timer {
  cancel: () => void = () => undefined;
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  refresh(): this {
    this.cancel();
    this.start();
    return this;
  }
  close(): this {
    this.cancel();
    return this;
  }
  [Symbol.toPrimitive](): number {
    return 0;
  }
  [Symbol.dispose](): void {
    this.cancel();
  }
  start: () => void = () => undefined;
}

/** The time and the chance that the whole process goes by, until others are given. */
export interface Rule {
  time: VirtualTime;
  random: Random;
}

/**
 * Puts the process under a rule: what the program and its libraries do with `setTimeout`, `AbortSignal.timeout` and `Math.random`
 * goes by it. For a process of its own: nothing is put back.
 */
export function govern(rule: Rule): void {
  const repeat =
    (again: boolean) =>
    (call: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      const timer = new Timer();
      const { time } = rule;
      timer.start = () => {
        timer.cancel = time.after(Number(ms ?? 0) || 0, () => {
          if (again) timer.start();
          call(...args);
        });
      };
      timer.start();
      return timer;
    };
  const clear = (timer: unknown) => {
    if (timer instanceof Timer) timer.cancel();
  };
  Object.assign(globalThis, {
    setTimeout: repeat(false),
    setInterval: repeat(true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    rule.time.after(ms, () => controller.abort(new DOMException("The operation timed out.", "TimeoutError")));
    return controller.signal;
  };
  Math.random = () => rule.random.below(2 ** 30) / 2 ** 30;
}
