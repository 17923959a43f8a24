import { expect, test } from "bun:test";
import { judgeApis } from "../../../src/preflight/control/apis.ts";

test("an aggregated API that does not answer fails, with its own words", () => {
  const service = (name: string, status: string) => ({
    metadata: { name },
    spec: {
      service: { namespace: "monitoring", name: "metrics" },
      groupPriorityMinimum: 1,
      versionPriority: 1,
    },
    status: { conditions: [{ type: "Available", status, message: "endpoints have no addresses" }] },
  });
  const local = { metadata: { name: "v1." }, spec: { groupPriorityMinimum: 1, versionPriority: 1 } };
  expect(judgeApis([local])).toEqual([{ status: "pass", summary: "none is aggregated" }]);
  expect(judgeApis([local, service("v1beta1.metrics.k8s.io", "True")])[0]?.status).toBe("pass");
  const [unsure] = judgeApis([service("v1beta1.metrics.k8s.io", "Unknown")]);
  expect(unsure?.status).toBe("unknown");
  const [found] = judgeApis([local, service("v1beta1.metrics.k8s.io", "False")]);
  expect(found?.summary).toBe("v1beta1.metrics.k8s.io is not available: endpoints have no addresses");
  expect(found?.fix).toContain("kubectl delete apiservice v1beta1.metrics.k8s.io");
});
