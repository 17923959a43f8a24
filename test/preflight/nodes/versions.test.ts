import { expect, test } from "bun:test";
import { judgeVersions } from "../../../src/preflight/nodes/versions.ts";
import { node } from "../samples.ts";

test("what does not say its version is not called the server's", () => {
  expect(judgeVersions("devel", [node("a", { kubelet: "v1.35.4" })]).status).toBe("unknown");
  expect(judgeVersions("v1.35.4", []).status).toBe("unknown");
  expect(judgeVersions("v1.35.4", [node("a", { kubelet: "v1.35.4" }), { metadata: { name: "b" } }])).toEqual({
    status: "unknown",
    summary: "b of no version; the server is v1.35.4",
  });
});

test.each([
  ["v1.35.4", "v1.35.4", "pass"],
  ["v1.35.4", "v1.35.3", "warn"],
  ["v1.35.4", "v1.32.0", "warn"],
  ["v1.35.4", "v1.31.9", "fail"],
  ["v1.35.4", "v1.36.0", "fail"],
  ["v1.35.4-eks-3cfe0ce", "v1.35.4-eks-113cf36", "pass"],
])("server %s, kubelet %s: %s", (server, kubelet, status) => {
  expect(judgeVersions(server, [node("a", { kubelet })]).status).toBe(status as "pass");
});
