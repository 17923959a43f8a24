import { beforeAll, expect, test } from "bun:test";
import path from "node:path";
import { evidencePath } from "../../../src/results/evidence.ts";
import { suiteFile, write } from "../../results/read/shapes.ts";
import { sample } from "../../results/sample.ts";
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

test("shows what the cluster looked like when a test failed", async () => {
  const name =
    "[sig-network] Services should have session affinity work for NodePort service [LinuxOnly] [Conformance]";
  const folder = path.join(cwd, "with-evidence");
  const events = `${evidencePath(name)}/events.txt`;
  write(folder, {
    "e2e.log": await suiteFile("e2e.log"),
    "junit_01.xml": await suiteFile("junit_01.xml"),
    [events]: "BackOff pod/web\n::error::owned\u001b[31m\n",
    "run.json": JSON.stringify({
      ...sample,
      files: ["e2e.log", "junit_01.xml", events].map((file) => ({
        path: file,
        bytes: 1,
        sha256: "ab".repeat(32),
        verified: false,
      })),
    }),
  });
  const { stdout } = await results(cwd, "show", "affinity work for NodePort", "with-evidence");
  expect(stdout).toContain(`\nThe cluster when it failed, in with-evidence/${evidencePath(name)}:\n`);
  expect(stdout).toContain("\nevents.txt:\n| BackOff pod/web\n| ::error::owned^[[31m\n");
  const other = await results(cwd, "show", "should be submitted and removed", "with-evidence");
  expect(other.stdout).not.toContain("The cluster when it failed");
});

test("names what is meant where several tests are, and the nearest where none is", async () => {
  const several = await results(cwd, "show", "Pods", "ours");
  expect(several.code).toBe(2);
  expect(several.stderr).toMatch(/Pods: \d+ tests match:\n {2}\[sig-node\] Pods/);
  const none = await results(cwd, "show", "Pods should be submited and removd", "ours");
  expect(none.stderr).toContain("the nearest are:\n  [sig-node] Pods should be submitted and removed");
});
