import { expect, test } from "bun:test";
import { podStates } from "../../src/report/data.ts";
import { podState } from "../../src/report/pod-state.ts";

test.each([
  ["Running", "1/1", "running"],
  ["Running", "1/2", "waiting"],
  ["Pending", "0/1", "waiting"],
  ["Init:0/2", "0/1", "waiting"],
  ["Init:Error", "0/1", "failing"],
  ["Completed", "0/1", "completed"],
  ["CrashLoopBackOff", "0/1", "failing"],
  ["ErrImagePull", "0/1", "failing"],
  ["Terminating", "1/1", "terminating"],
  ["constructor", "", "failing"],
] as const)("%s %s is %s", (status, ready, state) => {
  expect(podStates[podState(status, ready)]).toBe(state);
});
