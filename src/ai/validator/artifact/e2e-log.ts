import type { Steps } from "../../../async/steps.ts";
import { linesOf } from "./lines.ts";
import { ArtifactFault, Outcomes } from "./outcomes.ts";

// Go's \s and \S are of ASCII
const result = /^[\t\n\f\r ]*--- (PASS|FAIL|SKIP): ([^\t\n\f\r ]+)/;
const outcomes = { PASS: "passed", FAIL: "failed", SKIP: "skipped" } as const;

/** Reads e2e.log, the output of `go test -v`. Throws ArtifactFault if it has no results. */
export function* e2eLogSteps(bytes: Uint8Array): Steps<Outcomes> {
  const found = new Outcomes();
  let lines = 0;
  for (const line of linesOf(bytes, "e2e log")) {
    const [, word, name] = result.exec(line) ?? [];
    if (word !== undefined && name !== undefined && word in outcomes)
      found.record(name, outcomes[word as keyof typeof outcomes]);
    if (++lines % 10_000 === 0) yield;
  }
  if (found.tests.size === 0)
    throw new ArtifactFault("parsing e2e log: no '--- PASS/FAIL/SKIP:' result lines found");
  return found;
}
