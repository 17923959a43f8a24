import { describe, expect, test } from "bun:test";
import type { Finding } from "../../src/preflight/check.ts";
import { notReady } from "../../src/run/look-ahead.ts";

const failed = (check: string, fix?: string): Finding => ({
  check,
  status: "fail",
  summary: `${check} is bad`,
  ...(fix === undefined ? {} : { fix }),
});

describe("a cluster that is not ready", () => {
  test("for what a person may know better of, the check can be left out", () => {
    const error = notReady([failed("dns", "kubectl get pods"), failed("dns"), failed("taints")]);
    expect(error.message).toBe("the cluster is not ready: dns is bad; dns is bad; taints is bad");
    expect(error.fix).toBe(
      "fix it, or, if you know that it does no harm here, leave the check out: --skip-preflight dns,taints",
    );
  });

  test.each(["namespace", "permissions", "limits"])(
    "a run that is refused all the same is not offered without the check: %s",
    (check) => {
      const { fix } = notReady([failed("dns"), failed(check, "use another one with --namespace")]);
      expect(fix).toBe(
        "use another one with --namespace; --skip-preflight does not help, because the run itself would be refused",
      );
      expect(notReady([failed(check)]).fix).toBe(
        "fix it; --skip-preflight does not help, because the run itself would be refused",
      );
    },
  );
});
