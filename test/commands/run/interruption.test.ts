import { describe, expect, test } from "bun:test";
import { watchInterruptions } from "../../../src/commands/run/interruption.ts";
import type { EndSignal, Io } from "../../../src/process/io.ts";
import { type Ending, Endings } from "../../../src/run/endings.ts";

/** A person at a terminal, whose answers are typed one after the other; signals come when the test says so. */
function terminal(said: readonly Ending[] = [], asks = true) {
  const endings = new Endings();
  for (const word of said) endings.say(word);
  const questions: string[] = [];
  const waiting: { readonly type: (answer: string) => void; readonly end: (why: unknown) => void }[] = [];
  const shown: string[] = [];
  const stdout = new AbortController();
  const handlers: ((signal: EndSignal) => void)[] = [];
  const io: Pick<Io, "onSignal" | "ask" | "signal"> = {
    signal: stdout.signal,
    onSignal: (handler) => {
      handlers.push(handler);
      return () => shown.push("released");
    },
    ask: asks
      ? (question, signal) => {
          questions.push(question);
          return new Promise((type, end) => {
            waiting.push({ type, end });
            signal.addEventListener("abort", () => end(signal.reason), { once: true });
          });
        }
      : undefined,
  };
  const display = { pause: () => shown.push("pause"), resume: () => shown.push("resume") };
  const release = watchInterruptions(io, display, endings);
  return {
    endings,
    questions,
    shown,
    stdout,
    release,
    signal: (signal: EndSignal) => {
      for (const handler of handlers) handler(signal);
    },
    /** Types a line, and lets it be read. */
    async type(answer: string) {
      waiting.shift()?.type(`${answer}\n`);
      await settled();
    },
    async endInput() {
      waiting.shift()?.end(new Error("the input has ended"));
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What is said already, what is typed at the menu, and what is said then. */
const answers: readonly [Ending | undefined, string, Ending | undefined][] = [
  [undefined, "d", "detach"],
  [undefined, "s", "stop"],
  [undefined, "a", "abort"],
  [undefined, " Detach ", "detach"],
  [undefined, "g", undefined],
  ["stop", "d", "detach"],
  ["stop", "a", "abort"],
  ["stop", "g", "stop"],
  ["abort", "d", "detach"],
  ["abort", "g", "abort"],
];

describe("Ctrl-C at a terminal", () => {
  test.each(answers)("after %p, the answer %p leaves it at %p", async (before, answer, after) => {
    const person = terminal(before === undefined ? [] : [before]);
    person.signal("SIGINT");
    expect(person.shown).toEqual(["pause"]);
    await person.type(answer);
    expect(person.endings.said?.word).toBe(after as Ending);
    expect(person.shown).toEqual(["pause", "resume"]);
    expect(person.questions).toHaveLength(1);
  });

  test.each<[Ending | undefined, readonly string[], string]>([
    [undefined, ["d", "s", "a", "g"], "The run goes on in the cluster."],
    ["stop", ["d", "a", "g"], "The suite is being stopped."],
    ["abort", ["d", "g"], "The run is being removed."],
  ])("after %p the menu has %p: what the word under way still leaves to choose", (before, keys, state) => {
    const person = terminal(before === undefined ? [] : [before]);
    person.signal("SIGINT");
    const [question = ""] = person.questions;
    expect(question).toContain(state);
    expect(question).toEndWith(`[${keys.join("/")}] `);
    expect([...question.matchAll(/^ {2}(\w) {2}/gm)].map(([, key]) => key as string)).toEqual([...keys]);
  });

  test("what is not among the answers is asked again, by the menu of the phase that is then", async () => {
    const person = terminal();
    person.signal("SIGINT");
    person.endings.say("stop", "deadline");
    await person.type("what?");
    expect(person.questions[1]).toContain("The suite is being stopped.");
    await person.type("s");
    expect(person.questions).toHaveLength(3);
    await person.type("a");
    expect(person.endings.said?.word).toBe("abort");
  });

  test("an answer to the menu of a phase that is over does not take back what was said since", async () => {
    const person = terminal();
    person.signal("SIGINT");
    person.endings.say("abort");
    await person.type("s");
    expect(person.endings.said?.word).toBe("abort");
  });

  test("after «go on» it asks anew", async () => {
    const person = terminal();
    person.signal("SIGINT");
    await person.type("g");
    person.signal("SIGINT");
    expect(person.questions).toHaveLength(2);
    await person.type("s");
    expect(person.endings.said?.word).toBe("stop");
  });

  test.each<[Ending | undefined]>([[undefined], ["stop"], ["abort"]])(
    "a second one, after %p, detaches without an answer",
    async (before) => {
      const person = terminal(before === undefined ? [] : [before]);
      person.signal("SIGINT");
      person.signal("SIGINT");
      expect(person.endings.said?.word).toBe("detach");
      await settled();
      expect(person.shown).toEqual(["pause", "resume"]);
    },
  );

  test("an input that ends detaches: nobody is left to answer", async () => {
    const person = terminal();
    person.signal("SIGINT");
    await person.endInput();
    expect(person.endings.said?.word).toBe("detach");
    expect(person.questions).toHaveLength(1);
  });
});

describe("what is not asked about", () => {
  test.each<[EndSignal, readonly Ending[]]>([
    ["SIGTERM", []],
    ["SIGHUP", []],
    ["SIGTERM", ["stop"]],
    ["SIGHUP", ["abort"]],
  ])("%s detaches, after %p too", (signal, said) => {
    const person = terminal(said);
    person.signal(signal);
    expect(person.endings.said?.word).toBe("detach");
    expect(person.questions).toEqual([]);
  });

  test("SIGTERM detaches while a question waits for its answer", async () => {
    const person = terminal(["stop"]);
    person.signal("SIGINT");
    person.signal("SIGTERM");
    expect(person.endings.said?.word).toBe("detach");
    await settled();
    expect(person.shown).toEqual(["pause", "resume"]);
  });

  test("Ctrl-C where nobody can be asked stops the suite, and a second one detaches", () => {
    const person = terminal([], false);
    person.signal("SIGINT");
    expect(person.endings.said?.word).toBe("stop");
    person.signal("SIGINT");
    expect(person.endings.said?.word).toBe("detach");
  });

  test("a stdout that cannot be written detaches, also one that could not be from the beginning", () => {
    const person = terminal();
    person.stdout.abort(new Error("EPIPE"));
    expect(person.endings.said?.word).toBe("detach");
  });

  test("the signals are given back, and a question that waits goes with them", async () => {
    const person = terminal();
    person.signal("SIGINT");
    person.release();
    await settled();
    expect(person.shown).toContain("released");
    expect(person.shown.filter((call) => call === "resume")).toHaveLength(1);
  });
});
