import { expect, test } from "bun:test";
import { shareSignals } from "../../../../src/commands/run/fleet/signals.ts";
import type { EndSignal } from "../../../../src/process/io.ts";

function shared(ask?: (question: string, signal: AbortSignal) => Promise<string>) {
  let handler: ((signal: EndSignal) => void) | undefined;
  const signals = shareSignals({
    signal: new AbortController().signal,
    ask,
    onSignal: (given) => {
      handler = given;
      return () => {
        handler = undefined;
      };
    },
  });
  return { signals, send: (signal: EndSignal) => handler?.(signal), taken: () => handler !== undefined };
}

test("a member that took signals over gets them, another one is aborted", () => {
  const { signals, send } = shared();
  const [first, second] = [signals.member(), signals.member()];
  const got: string[] = [];
  first.onSignal((signal) => got.push(signal));
  send("SIGTERM");
  expect(got).toEqual(["SIGTERM"]);
  expect(first.signal.aborted).toBe(false);
  expect(second.signal.reason).toMatchObject({ message: "interrupted by SIGTERM", code: 130 });
});

test("when nobody listens any longer, the process handles the signals again", () => {
  const { signals, send, taken } = shared();
  signals.member();
  send("SIGINT");
  expect(taken()).toBe(true);
  send("SIGINT");
  expect(taken()).toBe(false);
});

test("the question stays open for the others when one of those who ask has ended", async () => {
  let answer = (_: string): void => undefined;
  let asked = 0;
  const { signals } = shared(
    (_, signal) =>
      new Promise((resolve, reject) => {
        asked += 1;
        answer = resolve;
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  const [first, second] = [signals.member(), signals.member()];
  const over = new AbortController();
  const one = first.ask?.("?", over.signal);
  const two = second.ask?.("?", new AbortController().signal);
  over.abort(new Error("ended"));
  await expect(one).rejects.toThrow("ended");
  answer("a");
  expect(await two).toBe("a");
  expect(asked).toBe(1);
});

test("the question is taken back when all who asked have ended", async () => {
  const over = new AbortController();
  let back = false;
  const { signals } = shared(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          back = true;
          reject(signal.reason);
        });
      }),
  );
  const asked = signals.member().ask?.("?", over.signal);
  over.abort(new Error("ended"));
  await expect(asked).rejects.toThrow("ended");
  expect(back).toBe(true);
});
