import { describe, expect, test } from "bun:test";
import { judgeOtherRuns } from "../../../src/preflight/control/other-runs.ts";
import { pod } from "../samples.ts";

describe("other runs", () => {
  test.each([
    [
      "of this program",
      pod("suite", { run: { id: "20261120-2215-k3x9", state: "running" } }),
      "kubectl conformance attach 20261120-2215-k3x9",
    ],
    ["of another", pod("e2e", { images: ["mirror:5000/k8s/conformance-arm64@sha256:0"] }), "get pod e2e"],
  ])("one %s under way warns", (_, one, fix) => {
    const [found] = judgeOtherRuns([pod("web"), one]);
    expect(found?.status).toBe("warn");
    expect(found?.fix).toContain(fix);
  });

  test.each([
    [
      "ended, of this program",
      pod("suite", { run: { id: "r", state: "ended" }, images: ["registry.k8s.io/conformance:v1.35.4"] }),
    ],
    [
      "ended, of another",
      pod("e2e", { phase: "Succeeded", images: ["registry.k8s.io/conformance:v1.35.4"] }),
    ],
    [
      "of a probe of the image",
      pod("suite", {
        namespace: "conformance-probe-20261120-2215-k3x9",
        images: ["registry.k8s.io/conformance:v1.35.4"],
      }),
    ],
    ["of an image that only sounds like it", pod("x", { images: ["example.com/conformance-dashboard:1"] })],
  ])("one %s does not", (_, one) => {
    expect(judgeOtherRuns([one])[0]?.status).toBe("pass");
  });
});
