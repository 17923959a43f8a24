import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newFolder, program } from "../program.ts";

describe("bad input is refused in one line, before anything is made", () => {
  test.each([
    [["--mode", "all"], "--mode", "certified-conformance"],
    [["--focus", "("], "--focus (", "a ( without its )"],
    [["--skip", "(?=x)"], "--skip (?=x)", "lookahead"],
    [["--parallel", "many"], "--parallel many", "not a whole number"],
    [["--timeout", "soon"], "--timeout soon", "not a duration"],
    [["--startup-timeout", "0"], "--startup-timeout 0", "not a duration"],
    [["--namespace", "Big"], "--namespace Big", "lower-case"],
    [["--node-selector", "ssd"], "--node-selector ssd", "not key=value"],
    [["--toleration", "gpu:Never"], "--toleration gpu:Never", "NoSchedule"],
    [["--image-repo", "registry.example.com:5000"], "--image-repo", "has no path"],
    [["--test-repo-list", "nowhere.yaml"], "--test-repo-list nowhere.yaml", "no such file"],
    [["--product", "nowhere"], "--product", "no such file"],
    [["--kubeconfig", "nowhere"], "--kubeconfig", "nowhere"],
    [["--focus", ""], "--focus is empty", "check whether a variable is unset"],
    [["--results-dir", ""], "--results-dir is empty", "leave the flag out"],
    [["--sandbox", "--detach"], "--sandbox", "cannot be used with option '--detach'"],
    [["--sandbox", "--kubeconfig", "k"], "--sandbox", "cannot be used with option '--kubeconfig"],
    [["--web=everywhere"], "--web everywhere", "not an address and a port"],
    [["--web", "--detach"], "--web", "cannot be used with option '--detach'"],
    [["--nonsense"], "--nonsense", "unknown option"],
    [["--watch-pods", "some"], "--watch-pods", "run, all, none"],
    [["--parallel", "5000"], "--parallel 5000: more than 100", "--parallel auto"],
    [
      ["--conformance-image", "Reg/Conformance:v1"],
      "--conformance-image Reg/Conformance:v1",
      "capital letters",
    ],
    [["--conformance-image", "https://reg.example.com/c:v1"], "--conformance-image https://reg.ex", "scheme"],
    [
      ["--conformance-image", "https://me:hunter2@reg.example.com/c"],
      "--conformance-image https://…@",
      "scheme",
    ],
    [["--conformance-image", "reg.example.com/c:"], "--conformance-image reg.example.com/c:", "has a tag"],
    [["--image-repo", "reg.example.com/K8s"], "--image-repo reg.example.com/K8s", "capital letters"],
    [["--image-repo", "reg.example.com/k8s:v1"], "--image-repo reg.example.com/k8s:v1", "has a tag"],
    [["--image-pull-secret", "a/b/c"], "--image-pull-secret a/b/c", "not [namespace/]name"],
    [["--image-pull-secret", "/registry"], "--image-pull-secret /registry", "default/registry"],
    [["--node-selector", "disk=a b"], "--node-selector disk=a b", "as a node's label"],
    [["--node-selector", "a/b/c=d"], "--node-selector a/b/c=d", "as a node's label"],
    [["--toleration", "g p u:NoSchedule"], "--toleration g p u", "not key[=value][:effect]"],
    [
      ["-n", "kube-system"],
      "--namespace kube-system: cannot be used for a run",
      "until every pod there is ready",
    ],
    [["-n", "kube-public"], "--namespace kube-public: cannot be used for a run", "-n conformance-nightly"],
    [["-n", "kube-node-lease"], "--namespace kube-node-lease: cannot be used for a run", "nodes"],
    [["-n", "default"], "--namespace default: cannot be used for a run", "cluster-admin"],
    [["--extra-args=--report-dir=/x"], "--extra-args --report-dir=/x", "where the run collects it"],
    [["--extra-args=-kubeconfig=/x"], "--extra-args -kubeconfig=/x", "service account"],
    [["--extra-ginkgo-args=--procs=4"], "--extra-ginkgo-args --procs=4", "use --parallel N"],
  ])("%j", async (args, flag, words) => {
    const run = await program(["run", ...args]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(flag);
    expect(run.stderr).toContain(words);
    expect(existsSync(path.join(run.cwd, "conformance-results"))).toBe(false);
  });

  test("a results folder that is not empty is left as it is", async () => {
    const cwd = newFolder();
    mkdirSync(path.join(cwd, "out"));
    writeFileSync(path.join(cwd, "out/mine"), "mine");
    const run = await program(["run", "--sandbox", "--results-dir", "out"], { cwd });
    expect(run.code).toBe(2);
    // before the cluster is asked, or the sandbox started
    expect(run.stderr).toBe(
      `error: the results folder ${path.join(cwd, "out")} is not empty\nfix: name a new or empty folder with --results-dir\n`,
    );
    expect(readdirSync(path.join(cwd, "out"))).toEqual(["mine"]);
  });

  test("a server that cannot be reached is reported at once, as kubectl reports it", async () => {
    const run = await program(["run", "--server", "http://127.0.0.1:1"]);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain("The connection to the server 127.0.0.1:1 was refused");
  });
});
