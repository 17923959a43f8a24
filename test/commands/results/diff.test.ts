import { beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allShapes, results } from "./folders.ts";

let cwd = "";
beforeAll(async () => {
  cwd = await allShapes();
  const junit = readFileSync(path.join(cwd, "junit_01.xml"), "utf8");
  // a run before it, in which one test passed that fails now
  const passed = junit.replace(
    /(<testcase name="\[It\] \[sig-network\] Services should have session affinity work for NodePort[^>]*status=)"failed"([^>]*>)[\s\S]*?<\/testcase>/,
    '$1"passed"$2</testcase>',
  );
  writeFileSync(path.join(cwd, "before.xml"), passed);
});

test("exits with 1 where a test fails that did not before, and says its cause", async () => {
  const { code, stdout } = await results(cwd, "diff", "before.xml", "ours");
  expect(code).toBe(1);
  expect(stdout).toContain(
    "\nNewly failing (1)\n  [sig-network] Services should have session affinity work for NodePort",
  );
  expect(stdout).toContain("\n    service is not reachable");
  const back = await results(cwd, "diff", "ours", "before.xml", "-o", "json");
  expect(back.code).toBe(0);
  expect(JSON.parse(back.stdout).fixed).toHaveLength(1);
});

test("says that nothing changed but what fails still", async () => {
  const { code, stdout } = await results(cwd, "diff", "ours", "sonobuoy.tar.gz");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^failed → failed\n\nStill failing \(8\)\n/);
});
