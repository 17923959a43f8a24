import { Interrupted } from "../../../errors.ts";
import type { EndSignal, Io } from "../../../process/io.ts";

type SignalIo = Pick<Io, "signal" | "onSignal" | "ask">;

export interface SharedSignals {
  /** The parts of `Io` that each member has for itself. */
  member(): SignalIo;
  release(): void;
}

const question =
  "\nThe runs go on in their clusters.\n  d  detach and leave them running\n  s  stop them and keep what there is\n  a  abort and clean up\n  g  go on watching\n[d/s/a/g] ";

/**
 * Passes each signal to every member: to the handler that it has set, otherwise it aborts the member's own signal. If several members ask
 * a question at once, the user sees it once.
 */
export function shareSignals(io: SignalIo): SharedSignals {
  const members = new Set<(signal: EndSignal) => boolean>();
  const release = io.onSignal((signal) => {
    const taken = [...members].map((take) => take(signal));
    // there is nothing left to ask or report: the next signal ends the process
    if (!taken.includes(true)) release();
  });
  const ask = io.ask === undefined ? undefined : askOnce(io.ask);
  return {
    release,
    member() {
      const controller = new AbortController();
      let handler: ((signal: EndSignal) => void) | undefined;
      members.add((signal) => {
        if (handler === undefined && controller.signal.aborted) return false;
        if (handler === undefined) controller.abort(new Interrupted(signal));
        else handler(signal);
        return true;
      });
      return {
        signal: AbortSignal.any([io.signal, controller.signal]),
        ask,
        onSignal(given) {
          handler = given;
          return () => {
            if (handler === given) handler = undefined;
          };
        },
      };
    },
  };
}

/** Like `ask`, with one question for everyone who asks while it is open; withdrawn when nobody waits for the answer any longer. */
function askOnce(ask: NonNullable<Io["ask"]>): NonNullable<Io["ask"]> {
  let open: { readonly answer: Promise<string>; readonly over: AbortController; askers: number } | undefined;
  return (_, signal) => {
    if (open === undefined) {
      const over = new AbortController();
      const asked = { answer: ask(question, over.signal), over, askers: 0 };
      open = asked;
      const close = () => {
        if (open === asked) open = undefined;
      };
      asked.answer.then(close, close);
    }
    const { answer, over } = open;
    const mine = open;
    mine.askers += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        mine.askers -= 1;
        if (mine.askers === 0) over.abort();
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  };
}
