import { expect, test } from "bun:test";
import { judgeFuture } from "../../../src/preflight/control/future.ts";

test("what the next releases require in addition is reported, and where it is listed", () => {
  const { status, summary } = judgeFuture("v1.35.4+k3s1");
  expect(status).toBe("pass");
  expect(summary).toStartWith("after v1.35: v1.36 requires 5 more tests, v1.37 requires 19 more tests, ");
  expect(summary).toEndWith(": kubectl conformance tests future --release v1.35");
});

test("nothing is claimed of a release that is not known", () => {
  for (const server of ["v1.99.0", "v1.20.1", ""])
    expect(judgeFuture(server)).toEqual({
      status: "unknown",
      summary: "this version does not know what later releases require of it",
    });
});
