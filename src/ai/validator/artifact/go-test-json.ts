import type { Steps } from "../../../async/steps.ts";
import { goTrim } from "../../../text/go-space.ts";
import { linesOf } from "./lines.ts";
import { ArtifactFault, type Outcome, Outcomes } from "./outcomes.ts";

const outcomes: Readonly<Record<string, Outcome>> = { pass: "passed", fail: "failed", skip: "skipped" };

/** Reads results.json, the output of `go test -json`: one object a line. Throws ArtifactFault if it is something else. */
export function* goTestJsonSteps(bytes: Uint8Array): Steps<Outcomes> {
  const found = new Outcomes();
  const packages: string[] = [];
  let lines = 0;
  for (const given of linesOf(bytes, "go test JSON")) {
    if (++lines % 10_000 === 0) yield;
    const line = goTrim(given);
    if (line === "") continue;
    const event = eventOf(line, lines);
    const outcome = Object.hasOwn(outcomes, event.action) ? outcomes[event.action] : undefined;
    if (outcome === undefined) continue;
    if (event.test !== "") found.record(event.test, outcome);
    else if (outcome === "failed") packages.push(event.package);
  }
  if (found.failures.length === 0) for (const name of packages) found.fail(`package ${name}`);
  if (found.isEmpty) throw new ArtifactFault("parsing go test JSON: no test events found");
  return found;
}

interface TestEvent {
  action: string;
  package: string;
  test: string;
}

/** Keys of any case; of two that differ in case, the last counts. */
function eventOf(line: string, number: number): TestEvent {
  const refuse = (why: string) => new ArtifactFault(`parsing go test JSON at line ${number}: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : "it is not JSON");
  }
  const event: TestEvent = { action: "", package: "", test: "" };
  if (value === null) return event;
  if (typeof value !== "object" || Array.isArray(value))
    throw refuse("json: cannot unmarshal it into Go value of type main.goTestEvent");
  for (const [key, one] of Object.entries(value)) {
    // Go folds two more letters into ASCII
    const name = key.toLowerCase().replaceAll("ſ", "s").replaceAll("\u212a", "k");
    if (name !== "action" && name !== "package" && name !== "test") continue;
    if (one === null) continue;
    if (typeof one !== "string")
      throw refuse(
        `json: cannot unmarshal ${kindOf(one)} into Go struct field goTestEvent.${key} of type string`,
      );
    event[name] = one;
  }
  return event;
}

function kindOf(value: unknown): string {
  if (typeof value === "boolean") return "bool";
  return typeof value === "number" ? "number" : Array.isArray(value) ? "array" : "object";
}
