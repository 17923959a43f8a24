import { beforeAll, expect, test } from "bun:test";
import { allShapes, results } from "./folders.ts";

let cwd = "";
beforeAll(async () => {
  cwd = await allShapes();
});

test("shows a test with its cause, its words and its part of the log, and no other's", async () => {
  const { code, stdout } = await results(cwd, "show", "affinity work for NodePort", "sonobuoy.tar.gz");
  expect(code).toBe(0);
  expect(stdout).toStartWith("[sig-network] Services should have session affinity work for NodePort service");
  expect(stdout).toContain("\ncause: service is not reachable within 2m0s timeout");
  expect(stdout).toContain("Nothing ran at the same time.");
  expect(stdout).toContain("\nRequires (");
  expect(stdout).toContain('|   STEP: Destroying namespace "services-4291" for this suite.');
  expect(stdout).not.toContain('Destroying namespace "pods-1"');
});

test("names what is meant where several tests are, and the nearest where none is", async () => {
  const several = await results(cwd, "show", "Pods", "ours");
  expect(several.code).toBe(2);
  expect(several.stderr).toMatch(/Pods: \d+ tests match:\n {2}\[sig-node\] Pods/);
  const none = await results(cwd, "show", "Pods should be submited and removd", "ours");
  expect(none.stderr).toContain("the nearest are:\n  [sig-node] Pods should be submitted and removed");
});
