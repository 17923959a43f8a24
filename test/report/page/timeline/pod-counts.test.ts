import { expect, test } from "bun:test";
import { podStates } from "../../../../src/report/data.ts";
import { podCounts } from "../../../../src/report/page/timeline/pod-counts.ts";

const [waiting, running] = [podStates.indexOf("waiting"), podStates.indexOf("running")];

test("counts the pods in each state from change to change", () => {
  const { times, counts, most } = podCounts([
    {
      namespace: "n",
      name: "a",
      states: [
        [0, waiting, ""],
        [10, running, ""],
      ],
      ended: 30,
    },
    { namespace: "n", name: "b", states: [[10, waiting, ""]] },
  ]);
  expect(times).toEqual([0, 10, 30]);
  expect(counts.map((each) => [each[waiting], each[running]])).toEqual([
    [1, 0],
    [1, 1],
    [1, 0],
  ]);
  expect(most).toBe(2);
});
