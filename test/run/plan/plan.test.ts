import { describe, expect, test } from "bun:test";
import { InputError } from "../../../src/errors.ts";
import { type ClusterFacts, planRun, type RunRequest } from "../../../src/run/plan/plan.ts";
import { planSchema } from "../../../src/run/plan/plan-schema.ts";
import { faultsOf } from "../../../src/schema/faults.ts";
import { modes } from "../../../src/suite/modes.ts";
import { node } from "../../preflight/samples.ts";
import { plainRequest } from "../request.ts";

const facts: ClusterFacts = {
  server: "v1.35.4+k3s1",
  platform: "linux/amd64",
  nodes: [node("a", { allocatable: { cpu: "4" } }), node("b", { allocatable: { cpu: "4" } })],
};
const id = "20261120-2215-k3x9";
const plan = (over: Partial<RunRequest> = {}) => planRun({ ...plainRequest, ...over }, facts, id);

describe("planRun", () => {
  test("by default runs the mode's specs with the server's own release, verbose", () => {
    const made = plan({ mode: "certified-conformance", parallel: 1 });
    const { focus, skip } = modes["certified-conformance"];
    expect(made).toMatchObject({
      id,
      release: "v1.35.4",
      image: "registry.k8s.io/conformance:v1.35.4",
      mayStepDown: true,
      focus,
      skip,
      ginkgoArgs: ["-v"],
    });
    expect(made).not.toHaveProperty("imageRepo");
  });

  test("flags go over the mode's, an empty one too", () => {
    expect(plan({ focus: "", skip: "" })).toMatchObject({ focus: "", skip: "" });
    expect(plan({ focus: "a", skip: "b" })).toMatchObject({ focus: "a", skip: "b" });
  });

  test("what the person gives for pulling images and for nodes goes into it as it is", () => {
    const given = {
      testRepoList: { url: "https://h/list" },
      imagePullSecret: { namespace: "n", name: "s" },
      nodeSelector: { disk: "ssd" },
      tolerations: [{ key: "k" }],
    };
    expect(plan(given)).toMatchObject(given);
    expect(plan({ parallel: 2 }).ginkgoArgs).toEqual(["-v", "--procs=2"]);
  });

  test("several processes are Ginkgo's own flag, before the person's, and serial specs stay", () => {
    const made = plan({ parallel: 7, extraGinkgoArgs: ["--timeout=1h"], extraArgs: ["-x"] });
    expect(made).toMatchObject({
      processes: 7,
      processesReason: "--parallel",
      ginkgoArgs: ["-v", "--procs=7", "--timeout=1h"],
      suiteArgs: ["-x"],
    });
  });

  test("as many processes as suit the nodes: fewer for a focused run, one for a quick one", () => {
    const { processes, processesReason } = plan({ parallel: "auto", mode: "certified-conformance" });
    expect(processes).toBe(22);
    expect(processesReason).toContain("2 nodes, 8 cores");
    expect(plan({ parallel: "auto", mode: "certified-conformance", focus: "a" }).processes).toBe(4);
    expect(plan({ parallel: "auto", mode: "quick" })).toMatchObject({
      processes: 1,
      processesReason: "one spec",
    });
    expect(plan({ parallel: "auto", mode: "quick", focus: "a" }).processes).toBe(4);
  });

  test("an image that is named is taken as it is; a mirror holds the same one", () => {
    expect(plan({ conformanceImage: "r/c@sha256:0", imageRepo: "m" })).toMatchObject({
      image: "r/c@sha256:0",
      mayStepDown: false,
    });
    expect(plan({ imageRepo: "mirror.test/k8s//" })).toMatchObject({
      image: "mirror.test/k8s/conformance:v1.35.4",
      imageRepo: "mirror.test/k8s//",
      mayStepDown: true,
    });
  });

  test("a server that says no version is an error with what to do", () => {
    const attempt = () => planRun(plainRequest, { ...facts, server: "" }, id);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow("names no Kubernetes release");
  });
});

describe("the plan's schema", () => {
  const whole = plan({
    imageRepo: "m",
    testRepoList: { url: "https://h/list" },
    imagePullSecret: { namespace: "n", name: "s" },
    nodeSelector: { disk: "ssd" },
    tolerations: [{ key: "k", operator: "Exists", effect: "NoSchedule", tolerationSeconds: 7 }],
  });
  const kept: unknown = JSON.parse(JSON.stringify(whole));

  test("takes every plan that is made", () => {
    expect(faultsOf(planSchema, kept)).toEqual([]);
    expect(faultsOf(planSchema, JSON.parse(JSON.stringify(plan())))).toEqual([]);
  });

  test.each<[object]>([
    [{ id: "../x" }],
    [{ namespace: "Kube_System" }],
    [{ namespace: "-a" }],
    [{ namespace: "a".repeat(64) }],
    [{ mode: "slow" }],
    [{ release: "v1.35.4+k3s1" }],
    [{ release: "latest" }],
    [{ image: "a b" }],
    [{ processes: 0 }],
    [{ processes: 1.5 }],
    [{ ginkgoArgs: ["-v", 7] }],
    [{ suiteArgs: Array.from({ length: 1001 }, () => "x") }],
    [{ testRepoList: {} }],
    [{ imagePullSecret: { namespace: "A", name: "s" } }],
    [{ nodeSelector: { a: 1 } }],
    [{ keepResults: -1 }],
    [{ namespaceBy: "force" }],
  ])("refuses %j: what is read back from a cluster may be anybody's", (over) => {
    expect(faultsOf(planSchema, { ...Object(kept), ...over })).not.toEqual([]);
  });
});
