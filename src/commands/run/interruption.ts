import type { Display } from "../../display/display.ts";
import type { Io } from "../../process/io.ts";
import type { Ending, Endings } from "../../run/endings.ts";

type Answer = Ending | "go on";

/**
 * What Ctrl-C and other signals do while a run is followed, in each of its phases: SIGTERM and SIGHUP detach; Ctrl-C asks at a terminal, where
 * a second one detaches at once. If nobody can be asked, it stops the suite, and a second one detaches. A stdout that cannot be
 * written detaches.
 * @returns a function that releases the signals
 */
export function watchInterruptions(
  io: Pick<Io, "onSignal" | "ask" | "signal">,
  display: Pick<Display, "pause" | "resume">,
  endings: Endings,
): () => void {
  const answered = new AbortController();
  let asking = false;
  const askPerson = async (ask: NonNullable<Io["ask"]>) => {
    asking = true;
    display.pause();
    let meant: Answer | undefined;
    while (meant === undefined) {
      const choice = choicesAfter(endings.said?.word);
      // the end of the input, or a second Ctrl-C, is not an answer to wait for
      meant = await ask(questionOf(choice), answered.signal).then(
        (answer) => meaningOf(answer, choice),
        () => "detach" as const,
      );
    }
    asking = false;
    display.resume();
    if (meant !== "go on") endings.say(meant);
  };
  const detach = () => {
    endings.say("detach");
    answered.abort();
  };
  io.signal.addEventListener("abort", detach, { once: true });
  if (io.signal.aborted) detach();
  const release = io.onSignal((signal) => {
    if (signal !== "SIGINT" || asking) detach();
    else if (io.ask !== undefined) void askPerson(io.ask);
    else if (!endings.say("stop")) detach();
  });
  return () => {
    io.signal.removeEventListener("abort", detach);
    answered.abort();
    release();
  };
}

interface Choice {
  readonly state: string;
  readonly answers: Readonly<Record<string, { readonly means: Answer; readonly words: string }>>;
}

const goOn = { g: { means: "go on", words: "go on watching" } } as const;
const leaveIt = { d: { means: "detach", words: "detach and leave it running" } } as const;
const abortIt = { a: { means: "abort", words: "abort and clean up" } } as const;

/** What the user can still choose, after the request that is being carried out. */
function choicesAfter(word: Ending | undefined): Choice {
  switch (word) {
    case undefined: {
      const stopIt = { s: { means: "stop", words: "stop it and keep what there is" } } as const;
      return {
        state: "The run goes on in the cluster.",
        answers: { ...leaveIt, ...stopIt, ...abortIt, ...goOn },
      };
    }
    case "stop":
      return { state: "The suite is being stopped.", answers: { ...leaveIt, ...abortIt, ...goOn } };
    case "abort":
    case "detach": {
      const leaveNow = {
        d: { means: "detach", words: "leave within 15 s, whatever is still in the cluster then" },
      } as const;
      return { state: "The run is being removed.", answers: { ...leaveNow, ...goOn } };
    }
  }
}

function questionOf({ state, answers }: Choice): string {
  const lines = Object.entries(answers).map(([key, { words }]) => `  ${key}  ${words}`);
  return `\n${[state, ...lines].join("\n")}\n[${Object.keys(answers).join("/")}] `;
}

/** Undefined if it is not one of the answers: the question is repeated. */
function meaningOf(answer: string, { answers }: Choice): Answer | undefined {
  const given = answer.trim().toLowerCase();
  return Object.entries(answers).find(([key, { means }]) => given === key || given === means)?.[1].means;
}
