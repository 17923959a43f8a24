import { describe, expect, test } from "bun:test";
import type { V1Lease } from "@kubernetes/client-node";
import { judgeClocks } from "../../../src/preflight/nodes/clock.ts";

describe("clocks", () => {
  const at = Date.parse("2026-11-20T12:00:00Z");
  const answer = (asked: number, answered: number) => ({
    gitVersion: "v1.35.4",
    platform: "linux/amd64",
    date: at,
    asked,
    answered,
  });
  const lease = (name: string, ahead: number): V1Lease => ({
    metadata: {
      name,
      managedFields: [
        { manager: "kubelet", time: new Date(at), fieldsV1: { "f:spec": { "f:renewTime": {} } } },
      ],
    },
    // what the library gives for a time with microseconds
    spec: JSON.parse(JSON.stringify({ renewTime: new Date(at + ahead).toISOString() })),
  });

  test("that nothing shows are not called right", () => {
    const found = judgeClocks({ ...answer(at, at), date: undefined }, []);
    expect(found).toEqual({ status: "unknown", summary: "nothing shows the server's time" });
  });

  test.each([
    ["agree", answer(at + 200, at + 400), [lease("a", 300)], "pass", ""],
    ["a slow answer is no skew", answer(at - 4000, at + 9000), [], "pass", ""],
    ["this machine behind", answer(at - 60_000, at - 59_000), [], "warn", "this machine is 59 s behind"],
    ["this machine ahead", answer(at + 31_000, at + 31_000), [], "warn", "this machine is 30 s ahead"],
    ["a node ahead", answer(at, at), [lease("a", 20_000), lease("b", 0)], "warn", "a is 20 s ahead"],
    ["a node behind", answer(at, at), [lease("a", -20_000)], "warn", "a is 20 s behind"],
  ])("%s", (_, server, leases, status, words) => {
    const found = judgeClocks(server, leases);
    expect(found.status).toBe(status as "pass");
    expect(found.summary).toContain(words);
  });
});
