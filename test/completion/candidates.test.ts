import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { heldMinors } from "../../src/suite/required/required.ts";
import { newFolder, program } from "../commands/program.ts";

const complete = async (...words: string[]) => {
  const { stdout, stderr, code } = await program(["__complete", ...words], {
    env: { KUBECONFIG: kubeconfig },
  });
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  const lines = stdout.trimEnd().split("\n");
  return { texts: lines.slice(0, -1).map((line) => line.split("\t")[0] ?? ""), last: lines.at(-1), stdout };
};

const kubeconfig = path.join(newFolder(), "kubeconfig");
writeFileSync(
  kubeconfig,
  JSON.stringify({
    clusters: [{ name: "far", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "jane", user: {} }],
    contexts: [
      { name: "prod:eu", context: { cluster: "far", user: "jane" } },
      { name: "prod:us", context: { cluster: "far", user: "jane" } },
    ],
    "current-context": "prod:eu",
  }),
);

describe("what may come next", () => {
  test.each([
    [["ret"], ["retrieve"]],
    [
      ["submission", "c"],
      ["check", "commit"],
    ],
    [["run", "--watch"], ["--watch-pods"]],
    [
      ["run", "--mode", ""],
      ["certified-conformance", "non-disruptive-conformance", "quick"],
    ],
    [["run", "--mode=q"], ["--mode=quick"]],
    [
      ["run", "-o", "j"],
      ["jsonl", "json"],
    ],
    [
      ["run", "-oj"],
      ["-ojsonl", "-ojson"],
    ],
    [["status", "-o=j"], ["-o=json"]],
    [["wait", "--for", "s"], ["started"]],
    [["run", "--sig", "network,sto"], ["network,storage"]],
    [["run", "--keep=f"], ["--keep=false"]],
    [["run", "--dry-run=c"], ["--dry-run=client"]],
    // some words of a test's name are enough, and each is completed by itself
    [["tests", "explain", "--release", "v1.35", "secure", "mas"], ["master"]],
    [["tests", "explain", "--release", "v1.35", "secure", "master", "secu"], []],
    [
      ["run", "--context", "prod:"],
      ["prod:eu", "prod:us"],
    ],
    [["run", "--cluster", ""], ["far"]],
    [["run", "--user", ""], ["jane"]],
    [["tests", "diff", "v1.29", "v1.3"], heldMinors().filter((minor) => minor.startsWith("v1.3"))],
    [["tests", "list", "--release", "v1.2"], heldMinors().filter((minor) => minor.startsWith("v1.2"))],
    [
      ["preflight", "--skip", "dns,c"],
      ["dns,capacity", "dns,clock", "dns,cni"],
    ],
    [
      ["completion", ""],
      ["bash", "zsh", "fish", "powershell", "kubectl"],
    ],
    [
      ["tests", "list", "--release", "1.34", "--tag", "S"],
      ["Serial", "Slow", "StatefulSetBasic"],
    ],
    [["tests", "list", "--sig", "sto"], ["storage"]],
    [["tests", "list", "--sig=sig-no"], ["--sig=sig-node"]],
    [
      ["generate", "cronjob", "--volume", ""],
      ["pvc", "emptyDir", "hostPath:/"],
    ],
    [["generate", "job", "--mo"], []],
    [["generate", "job", "--", "--mo"], ["--mode"]],
    [["generate", "job", "-n", "nightly", "--", "--certifiable", "--mode", "q"], ["quick"]],
    [["generate", "rbac", "--", "--watch-pods=a"], ["--watch-pods=all"]],
    [["generate", "job", "--", "--", "--mo"], []],
    [["logs", "--", "-"], []],
    [["nothing", "of", "the", "kind"], []],
  ])("%j", async (words, texts) => {
    expect(await complete(...words)).toMatchObject({ texts, last: ":4" });
  });

  test("a test's name, which has spaces, brackets and colons", async () => {
    const { texts } = await complete(
      "tests",
      "explain",
      "--release",
      "v1.34",
      "[sig-api-machinery] AdmissionWebhook",
    );
    expect(texts).toContain(
      "[sig-api-machinery] AdmissionWebhook [Privileged:ClusterAdmin] listing mutating webhooks should work [Conformance]",
    );
  });

  test("a flag that was given is not offered again, unless it may be repeated", async () => {
    const { texts } = await complete("run", "--keep", "--extra-args=-v", "--product", "p.yaml", "--");
    expect(texts).toContain("--extra-args");
    expect(texts).toContain("--keep-results");
    expect(texts).not.toContain("--keep");
    expect(texts).not.toContain("--product");
  });

  test("behind -- of generate, before a word is begun: what of run's flags a Job may have, and no other", async () => {
    const { texts } = await complete("generate", "job", "--image", "i", "--", "");
    expect(texts).toContain("--timeout");
    const refused = async (...words: string[]) => {
      const { stderr } = await program(["generate", "job", "--image", "i", "--", ...words]);
      return /is not possible in a Job|unknown option|outputHelp/.test(stderr);
    };
    for (const flag of [...texts, "--namespace", "--results-dir", "--sandbox", "--help", "--kubeconfig"]) {
      // with a value and without: which of both it takes is another matter
      const allowed = !(await refused(flag)) && !(await refused(flag, "1"));
      expect({ flag, allowed }).toEqual({ flag, allowed: texts.includes(flag) });
    }
  });

  test.each([
    [["run", "--product", ""], ":0"],
    [["run", "--kubeconfig=/etc/"], ":0"],
    [["run", "--results-dir", ""], ":16"],
    [["submission", "check", ""], ":16"],
    [["run", "--timeout", ""], ":4"],
    [["submission", "init", "--from", ""], ":16"],
    [["submission", "package", "--product", ""], ":0"],
    [["generate", "job", "--", "--product="], ":0"],
  ])("%j is for the shell: files, folders or nothing", async (words, last) => {
    expect(await complete(...words)).toMatchObject({ texts: [], last });
  });

  test("a cluster that does not answer offers nothing, and says nothing", async () => {
    expect(await complete("status", "--context", "prod:us", "")).toMatchObject({ texts: [], last: ":4" });
    expect(await complete("run", "-n", "")).toMatchObject({ texts: [], last: ":4" });
  });
});

test("runs and namespaces are asked of the cluster that the line names", async () => {
  const { startSandbox } = await import("../../src/sandbox/sandbox.ts");
  const sandbox = await startSandbox({ speed: 100 });
  try {
    const file = path.join(newFolder(), "sandbox.yaml");
    writeFileSync(file, sandbox.kubeconfig);
    await program(["run", "--detach", "--kubeconfig", file, "--skip-preflight", "all", "-n", "nightly"]);
    const runs = await complete("attach", "--kubeconfig", file, "2");
    expect(runs.texts).toEqual([expect.stringMatching(/^20\d{6}-\d{4}-\w{4}$/)]);
    expect((await complete("run", `--kubeconfig=${file}`, "-n", "kube-")).texts).toContain("kube-system");
  } finally {
    await sandbox.close();
  }
});
