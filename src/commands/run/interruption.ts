import type { Display } from "../../display/display.ts";
import type { Io } from "../../process/io.ts";
import { EndedByPerson, type Ending } from "../../run/conduct.ts";

export interface Interruption {
  /** Aborted with `EndedByPerson`. */
  readonly signal: AbortSignal;
  release(): void;
}

const question =
  "\nThe run goes on in the cluster.\n  d  detach and leave it running\n  s  stop it and keep what there is\n  a  abort and clean up\n[d/s/a] ";

/**
 * What Ctrl-C and its kin do while a run is followed: SIGTERM and SIGHUP detach; Ctrl-C asks at a terminal, until it is answered, where
 * a second one detaches at once, and stops the suite where nobody can be asked. A stdout that cannot be written detaches.
 */
export function watchInterruptions(
  io: Pick<Io, "onSignal" | "ask" | "signal">,
  display: Display,
): Interruption {
  const ending = new AbortController();
  const answered = new AbortController();
  let asking = false;
  const end = (how: Ending) => {
    answered.abort();
    ending.abort(new EndedByPerson(how));
  };
  const askPerson = async (ask: NonNullable<Io["ask"]>) => {
    asking = true;
    display.pause();
    let meant: Ending | undefined;
    while (meant === undefined) {
      // an input that ends, or a second Ctrl-C, is no answer to wait for
      meant = await ask(question, answered.signal).then(meaningOf, () => "detach" as const);
    }
    asking = false;
    display.resume();
    end(meant);
  };
  const detach = () => end("detach");
  io.signal.addEventListener("abort", detach, { once: true });
  if (io.signal.aborted) detach();
  const release = io.onSignal((signal) => {
    if (signal !== "SIGINT" || asking) detach();
    else if (io.ask === undefined) end("stop");
    else void askPerson(io.ask);
  });
  return {
    signal: ending.signal,
    release: () => {
      io.signal.removeEventListener("abort", detach);
      answered.abort();
      release();
    },
  };
}

function meaningOf(answer: string): Ending | undefined {
  switch (answer.trim().toLowerCase()) {
    case "d":
    case "detach":
      return "detach";
    case "s":
    case "stop":
      return "stop";
    case "a":
    case "abort":
      return "abort";
    default:
      return undefined;
  }
}
