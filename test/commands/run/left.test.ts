import { expect, test } from "bun:test";
import type { Context } from "../../../src/commands/context.ts";
import { detachedWords, leftError } from "../../../src/commands/run/left.ts";
import { RunError } from "../../../src/errors.ts";
import { ApiError } from "../../../src/kube/errors.ts";
import { newRunId } from "../../../src/run/identity.ts";
import { planRun } from "../../../src/run/plan/plan.ts";
import { plainRequest } from "../../run/request.ts";

const id = newRunId(Date.UTC(2026, 10, 20, 22, 15));
const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [] };
const plan = planRun({ ...plainRequest, namespace: "nightly" }, facts, id);
const context = {
  name: "kubectl conformance",
  argv: ["run", "--context", "prod", "--token", "s3cret"],
} as unknown as Context;

test("who leaves a run reads where it is, and the command that takes it up on the same cluster", () => {
  const words = detachedWords(context, plan, false);
  expect(words).toContain(`run ${id} goes on in namespace nightly`);
  expect(words).toContain(`kubectl conformance attach ${id} --context prod`);
  expect(words).toContain("kubectl conformance status --context prod");
  expect(words).not.toContain("s3cret");
});

test("a replay does not go on", () => {
  expect(detachedWords(context, plan, true)).not.toContain("attach");
});

test.each([
  [false, "goes on in namespace nightly"],
  [true, "and its results are still in namespace nightly"],
])("an error keeps its words and code; over: %p, it says %j and how to take the run up", (over, where) => {
  const cause = new RunError("the disk is full", { fix: "begin another run" });
  const error = leftError(cause, context, plan, over);
  expect(error).toMatchObject({ message: "the disk is full", code: 3, cause });
  expect(error.fix).toContain(where);
  expect(error.fix).toContain(`attach ${id} --context prod --results-dir FOLDER`);
  // what would start a second run next to the first
  expect(error.fix).not.toContain("begin another run");
});

test("what fixes a connection is still said", () => {
  const refused = new ApiError(401, { reason: "Unauthorized", message: "Unauthorized" });
  const error = leftError(refused, context, plan, false);
  expect(error.fix).toContain(refused.fix ?? "no fix");
});
