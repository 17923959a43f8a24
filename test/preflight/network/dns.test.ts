import { describe, expect, test } from "bun:test";
import { judgeDns } from "../../../src/preflight/network/dns.ts";

describe("dns", () => {
  const service = {
    metadata: { namespace: "kube-system", name: "kube-dns" },
    spec: { clusterIP: "10.96.0.10" },
  };
  const slice = (...ready: (boolean | undefined)[]) => ({
    addressType: "IPv4",
    endpoints: ready.map((one) => ({
      addresses: ["10.244.0.2"],
      conditions: one === undefined ? {} : { ready: one },
    })),
  });

  test("one ready endpoint is enough, and the summary says what was checked", () => {
    const found = judgeDns(service, [slice(true, false)]);
    expect(found.status).toBe("pass");
    expect(found.summary).toContain("kube-system/kube-dns at 10.96.0.10: 1 of 2 endpoints ready");
    expect(judgeDns(service, [slice(undefined)]).status).toBe("pass");
  });

  test("none ready fails, an unknown service only warns", () => {
    expect(judgeDns(service, [slice(false)])).toMatchObject({ status: "fail" });
    // as EKS Auto Mode is advised to have one, whose DNS is on the nodes
    expect(judgeDns(service, [])).toMatchObject({ status: "warn" });
    expect(judgeDns(undefined, [])).toMatchObject({ status: "warn" });
  });
});
