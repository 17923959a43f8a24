import { describe, expect, test } from "bun:test";
import { judgeExposure, judgeNamespace } from "../../../src/preflight/policy/namespace.ts";
import { pod as podSample } from "../samples.ts";

describe("the run's namespace", () => {
  const labels = (given: Record<string, string>) => ({ metadata: { name: "conformance", labels: given } });

  test.each([
    ["missing", undefined, "pass", "will be made"],
    ["somebody's", labels({}), "pass", "will be used and kept"],
    ["of a profile", labels({ "pod-security.kubernetes.io/enforce": "baseline" }), "pass", "fits baseline"],
    [
      "another run's",
      labels({ "kubectl-conformance/run": "20261120-2215-k3x9" }),
      "fail",
      "belongs to run 20261120-2215-k3x9",
    ],
    [
      "going",
      {
        metadata: { name: "conformance", deletionTimestamp: new Date(0) },
        status: {
          conditions: [
            { type: "NamespaceContentRemaining", status: "True", message: "pods. has 1 instance" },
          ],
        },
      },
      "warn",
      "is being deleted: pods. has 1 instance",
    ],
  ])("%s", (_, found, status, words) => {
    const judged = judgeNamespace({ namespace: "conformance", namespaceBy: "name" }, found, []);
    expect(judged.status).toBe(status as "pass");
    expect(judged.summary).toContain(words);
  });
});

describe("a namespace that is there already", () => {
  const there = (labels = {}) => ({ metadata: { name: "shop", labels } });
  const judged = (namespaceBy: "name" | "mark", labels = {}) =>
    judgeNamespace({ namespace: "shop", namespaceBy }, there(labels), []);

  test("is refused where nobody named or marked it, with what to do", () => {
    expect(judged("mark")).toMatchObject({
      status: "fail",
      summary: "namespace shop already exists, and this run did not create it",
      fix: expect.stringContaining("kubectl label namespace shop kubectl-conformance/runner="),
    });
    expect(judged("name").status).toBe("pass");
    expect(judged("mark", { "kubectl-conformance/runner": "" }).status).toBe("pass");
  });

  test("is used with a word on who else may become what the suite is", () => {
    expect(judgeExposure("shop", []).status).toBe("pass");
    expect(judgeExposure("shop", ["User eve"])).toMatchObject({
      status: "warn",
      summary: expect.stringContaining("User eve"),
    });
    expect(judgeExposure("shop", undefined).summary).toContain("cannot be read");
  });
});

test("the namespace of a run under way is not offered for removal", () => {
  const id = "20261120-2215-k3x9";
  const found = { metadata: { name: "conformance", labels: { "kubectl-conformance/run": id } } };
  const suite = podSample("suite", { namespace: "conformance", run: { id, state: "running" } });
  expect(judgeNamespace({ namespace: "conformance", namespaceBy: "name" }, found, [suite])).toMatchObject({
    status: "fail",
    summary: `the run ${id} is in progress in conformance`,
    fix: `kubectl conformance attach ${id}`,
  });
});
