import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { newFolder, program } from "../program.ts";

const map = (...words: string[]) => program(["images", "map", ...words]);
const to = ["--to", "registry.example.com/k8s/"];

describe("images map", () => {
  test("prints a list of registries that run takes, and the flags that go with it", async () => {
    const { stdout, stderr } = await map(...to, "--release", "v1.35.1");
    expect(stdout).toContain("promoterE2eRegistry: registry.example.com/k8s/e2e-test-images\n");
    expect(stderr).toContain("--conformance-image registry.example.com/k8s/conformance:v1.35.1\n");
    const cwd = newFolder();
    writeFileSync(path.join(cwd, "repos.yaml"), stdout);
    const run = await program(["run", "--sandbox", "--dry-run", "--test-repo-list", "repos.yaml"], { cwd });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("promoterE2eRegistry: registry.example.com/k8s/e2e-test-images");
  });

  test.each([
    ["crane", "crane copy registry.k8s.io/pause:3.10.2 registry.example.com/k8s/pause:3.10.2"],
    [
      "skopeo",
      "skopeo copy --all docker://registry.k8s.io/pause:3.10.2 docker://registry.example.com/k8s/pause:3.10.2",
    ],
    ["oras", "oras copy registry.k8s.io/pause:3.10.2 registry.example.com/k8s/pause:3.10.2"],
    [
      "docker",
      "docker buildx imagetools create --tag registry.example.com/k8s/pause:3.10.2 registry.k8s.io/pause:3.10.2",
    ],
  ])("-o script has the commands of %s, which stop at the first that fails", async (tool, line) => {
    const { stdout } = await map(...to, "--release", "v1.37", "-o", "script", "--tool", tool);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("set -e");
    expect(lines).toContain(line);
    expect(lines).toHaveLength(13);
  });

  test("nothing that cannot be copied is in a script, with --all either", async () => {
    const { stdout } = await map(...to, "--all", "-o", "script");
    expect(stdout).not.toMatch(/invalid|authenticated/);
  });

  test("--one-repository has the tags that the suite expects", async () => {
    const { stdout } = await map(...to, "--release", "v1.37", "--one-repository", "-o", "table");
    expect(stdout).toMatch(
      /pause:3\.10\.2 +registry\.example\.com\/k8s:e2e-22-registry-k8s-io-pause-3-10-2-/,
    );
    expect(stdout).toMatch(/conformance:v1\.37\.2 +registry\.example\.com\/k8s\/conformance:v1\.37\.2\n/);
  });

  test.each([
    [["--to", "https://registry.example.com"], "has a scheme"],
    [["--to", "https://me:secret@registry.example.com"], "has a scheme"],
    [["--to", "k8s/mirror"], "does not begin with the host of a registry"],
    [["--to", "registry.example.com/K8s"], "capital letters"],
    [["--to", "registry.example.com", "--one-repository", "-o", "table"], "a single repository needs a path"],
    [[...to, "--one-repository"], "use run --image-repo"],
    [[], "required option '--to"],
  ])("%j is refused", async (words, message) => {
    const { code, stdout, stderr } = await map(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("secret");
  });
});
