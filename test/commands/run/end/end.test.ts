import { expect, test } from "bun:test";
import { endOf } from "../../../../src/commands/run/end/end.ts";
import { layoutOf } from "../../../../src/results/layout.ts";
import { sample } from "../../../results/sample.ts";

const ended = (over: object) =>
  endOf({
    kind: "finished",
    record: { ...sample, ...over },
    cutShort: undefined,
    specs: [],
    layout: layoutOf("/out", "v1.35", "acme"),
    toDo: [],
    remains: [],
    known: true,
  });

test("a run with a verdict is described with whether it certifies, one without by that", () => {
  expect(ended({ verdict: "passed", certifiable: true, deviations: [] }).words).toEndWith(" · certifiable");
  const lost = ended({
    verdict: "incomplete",
    certifiable: false,
    deviations: ["--focus x"],
    reason: "the pod is gone",
  });
  expect(lost.words).toEndWith(" · no verdict");
  expect(lost.reason).toBe("the pod is gone");
});
