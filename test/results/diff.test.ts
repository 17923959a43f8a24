import { expect, test } from "bun:test";
import { diffResults } from "../../src/results/diff.ts";
import type { ViewedSpec } from "../../src/results/view.ts";

const spec = (name: string, state: ViewedSpec["state"] = "passed", seconds = 1): ViewedSpec => ({
  name,
  state,
  seconds,
});
const names = (pairs: readonly { before?: ViewedSpec; after?: ViewedSpec }[]) =>
  pairs.map(({ before, after }) => (after ?? before)?.name);

test("sorts what changed; what did not run counts for nothing", () => {
  const before = [spec("a"), spec("b", "failed"), spec("c", "failed"), spec("d", "skipped"), spec("gone")];
  const after = [
    spec("a", "timedout"),
    spec("b"),
    spec("c", "panicked"),
    spec("d", "failed"),
    spec("e", "skipped"),
  ];
  const changes = diffResults(before, after);
  expect(names(changes.newlyFailing)).toEqual(["a", "d"]);
  expect(names(changes.fixed)).toEqual(["b"]);
  expect(names(changes.stillFailing)).toEqual(["c"]);
  expect(names(changes.added)).toEqual(["d"]);
  expect(names(changes.gone)).toEqual(["gone"]);
});

test("slower is twice the time and ten seconds more, the worst first", () => {
  const before = [
    spec("a", "passed", 1),
    spec("b", "passed", 20),
    spec("c", "passed", 5),
    spec("d", "passed", 1),
  ];
  const after = [
    spec("a", "passed", 9),
    spec("b", "passed", 39),
    spec("c", "passed", 15),
    spec("d", "passed", 60),
  ];
  expect(names(diffResults(before, after).slower)).toEqual(["d", "c"]);
});

test("a test whose tags stand in another order is the same; one with other words or tags is another", () => {
  const before = [
    spec("[sig-node] Pods should run [NodeConformance] [Conformance]", "failed"),
    spec("[sig-node] Pods should stop [Conformance]"),
    spec("[sig-node] Pods should wait [Slow] [Conformance]"),
  ];
  const after = [
    spec("[sig-node] Pods should run [Conformance] [NodeConformance]"),
    spec("[sig-node] Pods should stay [Conformance]"),
    spec("[sig-node] Pods should wait [Serial] [Conformance]"),
  ];
  const changes = diffResults(before, after);
  expect(changes.renamed.map((pair) => [pair.before?.name, pair.after?.name])).toEqual([
    [before[0]?.name, after[0]?.name],
  ]);
  expect(names(changes.fixed)).toEqual([after[0]?.name]);
  expect(changes.added).toHaveLength(2);
  expect(changes.gone).toHaveLength(2);
});
