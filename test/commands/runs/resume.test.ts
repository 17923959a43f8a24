import { expect, test } from "bun:test";
import path from "node:path";
import { serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import { idOf, onSandbox, recordOf } from "../on-sandbox.ts";
import { newFolder, program } from "../program.ts";

const sandbox = onSandbox();

const call = (args: readonly string[], cwd = newFolder(), options: Parameters<typeof program>[1] = {}) =>
  program([...args, "--kubeconfig", sandbox.kubeconfig], { cwd, ...options });

test("if there is no run in the namespace, one is started and recorded as run", async () => {
  const other = await call(["run", "--detach", "-n", "other"]);
  const resumed = await call(["resume", "-n", "empty", "--results-dir", "out", "--watch-pods", "none"]);
  expect(resumed.code).toBe(0);
  const record = recordOf(path.join(resumed.cwd, "out"));
  expect(record.id).not.toBe(idOf(other.stderr));
  expect(record).toMatchObject({ verdict: "passed", counts: { total: 441, passed: 441 } });
  expect(record.command.slice(0, 5)).toEqual(["kubectl", "conformance", "run", "-n", "empty"]);
  await call(["cleanup", "--all"]);
});

test("the run of the namespace is taken up, into the folder that it was begun in", async () => {
  const begun = await call(["run", "--detach", "-n", "night"]);
  const resumed = await call(["resume", "-n", "night"], begun.cwd);
  expect(resumed.code).toBe(0);
  expect(resumed.stderr).toContain(`run ${idOf(begun.stderr)} in namespace night`);
  const record = recordOf(path.join(begun.cwd, "conformance-results", idOf(begun.stderr)));
  expect(record).toMatchObject({ id: idOf(begun.stderr), verdict: "passed", counts: { passed: 441 } });
  expect((await call(["status"])).stderr).toContain("No runs found");
});

test("with --detach a run that is there is left running, as one that is begun is", async () => {
  const slow = await serveSandbox({ speed: 40 });
  const at = ["-n", "night", "--kubeconfig", slow.kubeconfig];
  const resume = () => program(["resume", "--detach", "--skip-preflight", "all", ...at]);
  try {
    const begun = await resume();
    expect(begun.code).toBe(0);
    const resumed = await resume();
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain(`detached   run ${idOf(begun.stderr)} goes on in namespace night`);
    const status = await program(["status", "-o", "json", "--kubeconfig", slow.kubeconfig]);
    expect(JSON.parse(status.stdout).items).toMatchObject([{ id: idOf(begun.stderr), phase: "running" }]);
  } finally {
    await slow.close();
  }
});

test("a run whose results are here already is only removed and published: its runner ended before it could", async () => {
  const begun = await call(["run", "--keep", "-n", "night"]);
  const id = idOf(begun.stderr);
  const resumed = await call(["resume", "-n", "night", "--publish", "store/nightly"], begun.cwd);
  expect(resumed.stderr).toContain(`run ${id}: its results are in `);
  expect(resumed.stderr).toMatch(/\npublished: store\/nightly\/\d{10}\n/);
  expect(resumed.code).toBe(0);
  expect((await call(["status"])).stderr).toContain("No runs found");
});

test("--timeout counts from the beginning of the run that is taken up, whoever began it", async () => {
  const slow = await serveSandbox({ speed: 40 });
  const at = ["--kubeconfig", slow.kubeconfig];
  const begun = await program(["run", "--detach", "-n", "night", ...at]);
  const resumed = await program(["resume", "-n", "night", "--timeout", "2s", ...at], { cwd: begun.cwd });
  expect(resumed.code).toBe(3);
  expect(resumed.stderr).toContain("the suite was stopped because --timeout had passed");
  const record = recordOf(path.join(begun.cwd, "conformance-results", idOf(begun.stderr)));
  expect(record.verdict).toBe("incomplete");
  expect((await program(["status", ...at])).stderr).toContain("No runs found");
  await slow.close();
});

test("flags that cannot be used are reported before the cluster is contacted", async () => {
  const { code, stderr } = await program(["resume", "--timeout", "soon", "--kubeconfig", "/no/such/file"]);
  expect(stderr).toContain("--timeout soon: not a duration");
  expect(code).toBe(2);
});

test("a namespace that is there and not marked as one for runs is refused, with what to do, by its name too", async () => {
  const kubectl = (...words: string[]) =>
    Bun.spawn(["kubectl", "--kubeconfig", sandbox.kubeconfig, ...words], { stdout: "ignore" }).exited;
  await kubectl("create", "namespace", "shop");
  const refused = await call(["resume", "-n", "shop", "--skip-preflight", "all"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("namespace shop already exists, and this run did not create it");
  expect(refused.stderr).toContain("kubectl label namespace shop kubectl-conformance/runner=");
  await kubectl("label", "namespace", "shop", "kubectl-conformance/runner=");
  expect((await call(["resume", "-n", "shop", "--skip-preflight", "all"])).code).toBe(0);
});

test("a run whose pod is gone is removed, and another begun in its place, whatever flags the run takes", async () => {
  const first = idOf((await call(["run", "--detach", "-n", "night"])).stderr);
  const kubectl = ["kubectl", "--kubeconfig", sandbox.kubeconfig];
  await Bun.spawn([...kubectl, "delete", "pod", "-n", "night", "suite", "--now"], { stdout: "ignore" })
    .exited;
  await Bun.spawn([...kubectl, "delete", "namespace", "-l", "e2e-run"], { stdout: "ignore" }).exited;
  // patience for a pod that may still come is over sooner
  const monotonic = () => performance.now() * 20;
  const words = ["resume", "-n", "night", "--suite-dry-run", "--skip-preflight", "all"];
  const resumed = await call(words, newFolder(), { monotonic });
  expect(resumed.stderr).toContain(`run ${first}: its pod is gone`);
  expect(resumed.stderr).toContain("namespace night removed\n");
  expect(resumed.stderr).not.toContain("would be removed");
  expect(resumed.code).toBe(0);
  expect((await call(["status"])).stderr).toContain("No runs found");
});
