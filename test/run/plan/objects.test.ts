import { describe, expect, test } from "bun:test";
import { runObjects } from "../../../src/run/plan/objects.ts";
import { planRun } from "../../../src/run/plan/plan.ts";
import { environment, facts, request } from "./sample.ts";

describe("what the suite receives", () => {
  test("is the certified set by default, without a skip", () => {
    const env = environment({});
    expect(env.E2E_FOCUS).toBe("\\[Conformance\\]");
    expect(env.E2E_SKIP).toBeUndefined();
  });

  test("keeps arguments with spaces whole", () => {
    const env = environment({
      parallel: 1,
      extraArgs: ["--a=one two", "--b=x,y"],
      extraGinkgoArgs: ["--label-filter=a && b"],
    });
    expect(env.E2E_EXTRA_ARGS_SEP).toBe(";");
    expect(env.E2E_EXTRA_ARGS?.split(";")).toEqual(["--a=one two", "--b=x,y"]);
    expect(env.E2E_EXTRA_GINKGO_ARGS?.split(";")).toEqual(["-v", "--label-filter=a && b"]);
  });

  test("is not changed by the kubelet's own $(NAME)", () => {
    expect(environment({ focus: "x$(HOME)" }).E2E_FOCUS).toBe("x$$(HOME)");
  });
});

describe("the pod", () => {
  const { pod, namespace, binding } = runObjects(
    planRun(request({ nodeSelector: { disk: "ssd" } }), facts, "20261120-2215-k3x9"),
    "bcdfghjk",
  );

  test("fits the restricted Pod Security profile", () => {
    for (const container of pod.spec?.containers ?? []) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
    expect(namespace.metadata?.labels?.["pod-security.kubernetes.io/enforce"]).toBe("restricted");
  });

  test("outlives every taint and autoscaler, on linux", () => {
    expect(pod.spec?.tolerations).toContainEqual({ operator: "Exists" });
    expect(pod.spec?.nodeSelector).toEqual({ "kubernetes.io/os": "linux", disk: "ssd" });
    expect(pod.metadata?.annotations?.["cluster-autoscaler.kubernetes.io/safe-to-evict"]).toBe("false");
  });

  test("interrupts its suite before it ends, whoever deletes it, and gives it a minute to remove what it made", () => {
    const hooks = pod.spec?.containers.map(({ name, lifecycle }) => [
      name,
      lifecycle?.preStop?.exec?.command?.join(" "),
    ]);
    expect(hooks).toEqual([
      ["suite", expect.stringMatching(/^sh -c .*e2e\.test.*kill -INT.*\/tmp\/results\/done/)],
      ["collector", undefined],
    ]);
    expect(pod.spec?.terminationGracePeriodSeconds).toBe(60);
  });

  test("gives the token to the suite alone, and one image to both", () => {
    const [suite, collector] = pod.spec?.containers ?? [];
    expect(pod.spec?.automountServiceAccountToken).toBe(false);
    expect(suite?.volumeMounts?.map((mount) => mount.name)).toContain("token");
    expect(collector?.volumeMounts).toEqual([{ name: "results", mountPath: "/tmp/results", readOnly: true }]);
    expect(collector?.image).toBe(suite?.image as string);
  });

  test("ends by itself when nobody comes for the results", () => {
    const script = pod.spec?.containers[1]?.command?.at(-1) ?? "";
    expect(script).toContain("sleep 3600 ");
    expect(script).toContain("/tmp/results/done");
  });

  test("and everything next to it have the run's id", () => {
    for (const object of [pod, namespace, binding])
      expect(object.metadata?.labels?.["kubectl-conformance/run"]).toBe("20261120-2215-k3x9");
  });
});
