import { xmlText } from "../../text/xml-text.ts";
import { isEnd, type TestEvent } from "./events.ts";

// characters of a test's output that its failure keeps: the log has all
const mostOutput = 64 * 1024;

interface Case {
  readonly name: string;
  readonly action: string;
  readonly seconds: number;
  readonly output: string;
}

/** Collects events for junit.xml: a case for each test and sub-test, in the order of their start. */
export class JunitFile {
  readonly #order = new Map<string, Case | undefined>();
  readonly #outputs = new Map<string, string>();
  #package = "";
  #started = "";
  #seconds = 0;

  take({ Time, Action, Package, Test, Elapsed, Output }: TestEvent): void {
    this.#package = Package;
    if (Action === "start") this.#started = Time;
    if (Test === undefined) {
      if (isEnd(Action)) this.#seconds = Elapsed ?? 0;
      return;
    }
    if (Action === "run") this.#order.set(Test, undefined);
    if (Output !== undefined) {
      const before = this.#outputs.get(Test) ?? "";
      if (before.length < mostOutput) this.#outputs.set(Test, before + Output);
    }
    if (!isEnd(Action)) return;
    const output = this.#outputs.get(Test) ?? "";
    this.#outputs.delete(Test);
    this.#order.set(Test, { name: Test, action: Action, seconds: Elapsed ?? 0, output });
  }

  /** The file; every test that was started has ended. */
  text(): string {
    const cases = [...this.#order.values()].flatMap((one) => one ?? []);
    const number = (action: string) => cases.filter((one) => one.action === action).length;
    const time = this.#seconds.toFixed(6);
    const counts = `tests="${cases.length}" failures="${number("fail")}" errors="0" skipped="${number("skip")}" time="${time}"`;
    const name = xmlText(this.#package);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites ${counts}>`,
      `  <testsuite name="${name}" ${counts} timestamp="${xmlText(this.#started)}">`,
      ...cases.map((one) => this.#case(one, name)),
      "  </testsuite>",
      "</testsuites>",
      "",
    ].join("\n");
  }

  #case({ name, action, seconds, output }: Case, suite: string): string {
    const open = `    <testcase classname="${suite}" name="${xmlText(name)}" time="${seconds.toFixed(6)}"`;
    if (action === "pass") return `${open}></testcase>`;
    const text = xmlText(output);
    const body =
      action === "skip"
        ? `<skipped message="skipped">${text}</skipped>`
        : `<failure message="${xmlText(causeIn(output))}" type="">${text}</failure>`;
    return `${open}>\n      ${body}\n    </testcase>`;
  }
}

/** The first line that a test reported: `auth_test.go:9: no answer`. */
function causeIn(output: string): string {
  const line = /^\s*(\S+\.go:\d+: .*)$/m.exec(output)?.[1] ?? /^\s*(did not end: .*)$/m.exec(output)?.[1];
  return line ?? "failed";
}
