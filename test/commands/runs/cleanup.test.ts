import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import { idOf, onSandbox, recordOf } from "../on-sandbox.ts";
import { program } from "../program.ts";

const sandbox = onSandbox();
const { call } = sandbox;

describe("cleanup", () => {
  const kubectl = async (words: readonly string[], input = "") => {
    const stdin = new Blob([input]);
    const ran = Bun.spawn(["kubectl", "--kubeconfig", sandbox.kubeconfig, ...words], {
      stdin,
      stderr: "pipe",
    });
    return await new Response(ran.stdout).text();
  };
  const orphan = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "pods-4711", labels: { "e2e-run": "no-such-uuid" } },
  };

  test("leaves what is surely another suite's, and does not name it", async () => {
    const run = await call(["run", "--keep", "-n", "four", "--results-dir", "out"]);
    const { id } = recordOf(path.join(run.cwd, "out"));
    await kubectl(["create", "-f", "-"], JSON.stringify(orphan));
    const { code, stdout, stderr } = await call(["cleanup", id]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain("pods-4711");
    expect(await kubectl(["get", "namespace", "pods-4711", "-o", "name"])).toBe("namespace/pods-4711\n");
    await kubectl(["delete", "namespace", "pods-4711"]);
  });

  test("leaves what nobody knows to be the run's, says how to remove it, and ends with 3", async () => {
    // its runner died with its pod before it could note its uuids
    const id = idOf((await call(["run", "--detach", "-n", "four"])).stderr);
    await kubectl(["create", "-f", "-"], JSON.stringify(orphan));
    await kubectl(["delete", "pod", "-n", "four", "suite", "--now"]);
    // next to namespaces of the suite itself
    const words = /pods-4711.*: left alone, because it belongs to a suite that started after this run/;
    expect((await call(["cleanup", id, "--dry-run"])).stderr).toMatch(words);
    const { code, stdout, stderr } = await call(["cleanup", id]);
    expect(code).toBe(3);
    expect(stdout).not.toContain("pods-4711");
    expect(stderr).toMatch(words);
    expect(stderr).toContain("kubectl delete namespace -l 'e2e-run in (");
    expect(await kubectl(["get", "namespace", "pods-4711", "-o", "name"])).toBe("namespace/pods-4711\n");
    await kubectl(["delete", "namespace", "-l", "e2e-run"]);
    expect((await call(["status"])).stderr).toContain("No runs found");
  });

  describe("of a run whose suite is running", () => {
    let slow: ServedSandbox;
    let id: string;
    const at = (...words: string[]) => [...words, "--kubeconfig", slow.kubeconfig];

    beforeAll(async () => {
      slow = await serveSandbox({ speed: 40 });
      id = idOf((await program(at("run", "--detach", "-n", "one"))).stderr);
    });

    afterAll(() => slow.close());

    test.each([["one"], [], ["--all"]])("is refused where its id is not given: %p", async (...words) => {
      const { code, stderr, stdout } = await program(at("cleanup", ...words));
      expect(code).toBe(3);
      expect(stderr).toContain(
        `its suite is running; to stop and remove it, name it: kubectl conformance cleanup ${id}`,
      );
      expect(stdout).toBe("");
    });

    test("is refused where nobody can be asked, and where the answer is no", async () => {
      const silent = await program(at("cleanup", id));
      expect(silent.code).toBe(3);
      expect(silent.stderr).toContain("--force");
      const asked: string[] = [];
      const ask = async (question: string) => {
        asked.push(question);
        return "\n";
      };
      expect((await program(at("cleanup", id), { ask })).code).toBe(3);
      expect(asked).toEqual([expect.stringContaining(`run ${id} in namespace one is running`)]);
      expect((await program(at("status", "-o", "name"))).stdout).toContain(id);
    });

    test("stops the suite first, and leaves nothing", async () => {
      const { code, stdout, stderr } = await program(at("cleanup", id, "--force"));
      expect(stderr).toContain(`stopping the suite of run ${id}`);
      expect(stdout).toContain("namespace one removed");
      expect(code).toBe(0);
      expect((await program(at("status"))).stderr).toContain("No runs found");
    });
  });
});

test("cleanup --all -n removes the runs of one namespace, and no other", async () => {
  await call(["run", "--detach", "-n", "north", "--skip-preflight", "all"]);
  await call(["run", "--detach", "-n", "south", "--skip-preflight", "all"]);
  for (const namespace of ["north", "south"]) await call(["wait", namespace]);
  const { code, stdout } = await call(["cleanup", "--all", "-n", "north"]);
  expect(code).toBe(0);
  expect(stdout).toContain("namespace north removed\n");
  expect(stdout).not.toContain("south");
  expect((await call(["status", "-o", "name", "-n", "south"])).stdout).toStartWith("conformancerun/");
  await call(["cleanup", "south"]);
});
