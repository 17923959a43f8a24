import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scripts } from "../../src/completion/shells.ts";
import { newFolder } from "../commands/program.ts";

const main = path.resolve(import.meta.dir, "../../src/main.ts");
let folder = "";
let env: Record<string, string> = {};

beforeAll(() => {
  folder = newFolder();
  // the program: it really completes, and records the words it was called with
  const shim = `#!/bin/sh
case "$1" in
__complete) exec ${process.execPath} ${main} "$@" ;;
*) printf 'RAN'; printf '<%s>' "$@"; echo ;;
esac
`;
  for (const [name, text] of [
    ["kubectl-conformance", shim],
    ["kubectl_complete-conformance", scripts.kubectl],
  ] as const) {
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o755);
  }
  for (const shell of ["bash", "zsh", "fish"] as const)
    writeFileSync(path.join(folder, shell), scripts[shell]);
  for (const name of ["functions", "otherwise", "out put"]) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, "functions", "_kubectl-conformance"), scripts.zsh);
  writeFileSync(path.join(folder, "otherwise", "_conformance"), scripts.zsh);
  writeFileSync(path.join(folder, "PRODUCT one.yaml"), "");
  env = { PATH: `${folder}:${process.env.PATH}`, HOME: folder, TERM: "dumb", LC_ALL: "C.UTF-8" };
});
afterAll(() => rmSync(folder, { recursive: true }));

const starts = {
  bash: [["bash", "--norc", "--noprofile", "-i"], "source ./bash"],
  zsh: [["zsh", "-f", "-i"], "autoload -Uz compinit && compinit -u -D && source ./zsh"],
  fish: [["fish", "--no-config", "-i"], "source ./fish"],
  "zsh, by its fpath": [
    ["zsh", "-f", "-i"],
    "fpath=($PWD/functions $fpath); autoload -Uz compinit && compinit -u -D",
  ],
  "zsh, by its fpath and another name": [
    ["zsh", "-f", "-i"],
    "fpath=($PWD/otherwise $fpath); autoload -Uz compinit && compinit -u -D",
  ],
} as const;

/** Types a line into a real shell at a real terminal; gives the words with which it ran the program. */
async function typed(shell: keyof typeof starts, line: string): Promise<string> {
  const [command, setUp] = starts[shell];
  let seen = "";
  const waiting: { text: RegExp; found: () => void }[] = [];
  const until = (text: RegExp) =>
    new Promise<void>((found) => {
      if (text.test(seen)) found();
      else waiting.push({ text, found });
    });
  const run = Bun.spawn([...command], {
    cwd: folder,
    env,
    terminal: {
      cols: 200,
      rows: 50,
      data(_terminal, data) {
        seen += new TextDecoder().decode(data);
        for (const one of waiting) if (one.text.test(seen)) one.found();
      },
    },
  });
  try {
    // what is typed before the shell reads keys itself is read by another than its line editor
    await until(/[#$>] /);
    run.terminal?.write(`${setUp}; echo rea''dy\r`);
    await until(/ready[\s\S]*[#$>] /);
    run.terminal?.write(`${line}\r`);
    await until(/RAN(?:<[^>]*>)+\s/);
    return /RAN((?:<[^>]*>)+)/.exec(seen)?.[1] ?? "";
  } finally {
    run.kill("SIGKILL");
    await run.exited;
  }
}

for (const shell of ["bash", "zsh", "fish"] as const) {
  const there = Bun.which(shell) !== null;
  test.skipIf(!there)(
    `${shell} completes commands, flags, their values, names with spaces, and files`,
    async () => {
      const [words, value, name, file] = [
        await typed(shell, "kubectl-conformance tests li\t--rel\tv1.34"),
        await typed(shell, "kubectl-conformance run --mode=q\t--detach"),
        await typed(shell, "kubectl-conformance tests explain '[sig-node] Pods should get a host\t"),
        await typed(shell, "kubectl-conformance run --product PROD\t"),
      ];
      expect(words).toBe("<tests><list><--release><v1.34>");
      expect(value).toBe("<run><--mode=quick><--detach>");
      expect(name).toStartWith(
        "<tests><explain><[sig-node] Pods should get a host IP [Conformance] [NodeConformance]",
      );
      expect(file).toBe("<run><--product><PRODUCT one.yaml>");
    },
    20_000,
  );

  test.skipIf(!there)(
    `${shell} completes files and folders behind a flag's =, flags behind --, and goes on behind a path's /`,
    async () => {
      const [results, product, mode, volume] = [
        await typed(shell, "kubectl-conformance run --results-dir=ou\t"),
        await typed(shell, "kubectl-conformance run --product=PROD\t--detach"),
        await typed(shell, "kubectl-conformance generate job -- --mo\tq\t"),
        await typed(shell, "kubectl-conformance generate job --volume h\tsrv"),
      ];
      // zsh takes the slash away again when the line is done
      expect(results).toMatch(/^<run><--results-dir=out put\/?>$/);
      expect(product).toBe("<run><--product=PRODUCT one.yaml><--detach>");
      expect(mode).toBe("<generate><job><--><--mode><quick>");
      expect(volume).toBe("<generate><job><--volume><hostPath:/srv>");
    },
    20_000,
  );
}

test("bash offers nothing within quotes that would end them or be run", async () => {
  const contexts = ["even", "ev$(touch run)", 'ev"; touch run'].map((name) => ({
    name,
    context: { cluster: "c", user: "u" },
  }));
  const clusters = [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }];
  mkdirSync(path.join(folder, ".kube"), { recursive: true });
  writeFileSync(
    path.join(folder, ".kube/config"),
    JSON.stringify({ apiVersion: "v1", kind: "Config", clusters, contexts, users: [] }),
  );
  expect(await typed("bash", 'kubectl-conformance run --context "ev\t')).toBe("<run><--context><even>");
  expect(existsSync(path.join(folder, "run"))).toBe(false);
}, 20_000);

for (const shell of ["zsh, by its fpath", "zsh, by its fpath and another name"] as const)
  test.skipIf(Bun.which("zsh") === null)(
    `${shell}, completes from the first TAB on`,
    async () => {
      expect(await typed(shell, "kubectl-conformance tests li\t--rel\tv1.34")).toBe(
        "<tests><list><--release><v1.34>",
      );
    },
    20_000,
  );

test.skipIf(Bun.which("kubectl") === null)("kubectl completes the plugin's words", () => {
  const run = Bun.spawnSync(["kubectl", "__complete", "conformance", "run", "--mode", "q"], { env });
  expect(run.stdout.toString()).toBe("quick\n:4\n");
});
