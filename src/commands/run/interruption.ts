import type { Display } from "../../display/display.ts";
import type { Io } from "../../io.ts";
import { EndedByPerson, type Ending } from "../../run/conduct.ts";

export interface Interruption {
  /** Aborted with `EndedByPerson`. */
  readonly signal: AbortSignal;
  release(): void;
}

const question =
  "\nThe run goes on in the cluster.\n  d  detach and leave it running\n  s  stop it and keep what there is\n  a  abort and clean up\n[d] ";

/**
 * What Ctrl-C and its kin do while a run is followed: SIGTERM and SIGHUP detach; Ctrl-C asks at a terminal, where a second one detaches
 * at once, and stops the suite where nobody can be asked.
 */
export function watchInterruptions(io: Pick<Io, "onSignal" | "ask">, display: Display): Interruption {
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
    const answer = await ask(question, answered.signal).catch(() => "d");
    asking = false;
    display.resume();
    end(meaningOf(answer));
  };
  const release = io.onSignal((signal) => {
    if (signal !== "SIGINT" || asking) end("detach");
    else if (io.ask === undefined) end("stop");
    else void askPerson(io.ask);
  });
  return {
    signal: ending.signal,
    release: () => {
      answered.abort();
      release();
    },
  };
}

function meaningOf(answer: string): Ending {
  switch (answer.trim().toLowerCase()[0]) {
    case "s":
      return "stop";
    case "a":
      return "abort";
    default:
      return "detach";
  }
}
