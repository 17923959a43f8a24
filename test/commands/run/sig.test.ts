import { expect, test } from "bun:test";
import { onSandbox } from "../on-sandbox.ts";

const { call } = onSandbox();

test("--sig takes the mode's specs of special interest groups", async () => {
  const focusOf = async (...words: string[]) => {
    const { items } = JSON.parse((await call(["run", "--dry-run=client", "-o", "json", ...words])).stdout);
    const { env } = items.at(-1).spec.containers[0];
    return env.find(({ name }: { name: string }) => name === "E2E_FOCUS").value;
  };
  expect(await focusOf("--sig", "network")).toBe("\\[sig-network\\].*\\[Conformance\\]");
  expect(await focusOf("--sig", "sig-Node,apps", "--sig=auth")).toBe(
    "\\[sig-(?:node|apps|auth)\\].*\\[Conformance\\]",
  );
});

test("a group that there is none of is refused with those that there are", async () => {
  const run = await call(["run", "--sig", "networks"]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("--sig networks");
  expect(run.stderr).toContain("api-machinery, apps");
  expect((await call(["run", "--sig", "network", "--focus", "x"])).stderr).toContain("cannot be used with");
});
