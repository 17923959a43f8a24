import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../../../src/commands/sandbox/serve.ts";
import type { EndSignal } from "../../../../src/process/io.ts";
import type { RunRecord } from "../../../../src/results/run-record.ts";
import { newFolder, program, type Result } from "../../program.ts";

let sandboxes: readonly ServedSandbox[];
/** Slow enough to be interrupted on a busy machine. */
let slow: readonly ServedSandbox[];

beforeAll(async () => {
  sandboxes = await Promise.all([serveSandbox({ speed: 600 }), serveSandbox({ speed: 600 })]);
  slow = await Promise.all([serveSandbox({ speed: 60 }), serveSandbox({ speed: 60 })]);
});

afterAll(() => Promise.all([...sandboxes, ...slow].map((sandbox) => sandbox.close())));

/** A folder with `clusters/one.yaml` and `clusters/two.yaml`, and `clusters/gone.yaml`, where nothing listens. */
function workplace(names: readonly string[] = ["one", "two", "gone"], served = sandboxes): string {
  const cwd = newFolder();
  mkdirSync(path.join(cwd, "clusters"));
  for (const name of names) {
    const given = readFileSync(served[name === "two" ? 1 : 0]?.kubeconfig ?? "", "utf8");
    const server = name === "gone" ? "https://127.0.0.1:1" : undefined;
    const text = server === undefined ? given : given.replace(/server: .*/, `server: ${server}`);
    writeFileSync(path.join(cwd, "clusters", `${name}.yaml`), text);
  }
  return cwd;
}

const read = (...parts: string[]) => readFileSync(path.join(...parts), "utf8");
const recordOf = (folder: string): RunRecord => JSON.parse(read(folder, "run.json"));
const lines = (text: string) => text.trimEnd().split("\n");
const begin = ["run", "--kubeconfigs", "clusters", "--results-dir", "out"];

test("each run's end starts the command for its cluster, and the job gets one report of all", async () => {
  const cwd = workplace(["one", "two"]);
  const outputs = path.join(cwd, "outputs");
  const env = { PATH: process.env.PATH ?? "", GITHUB_ACTIONS: "true", GITHUB_OUTPUT: outputs };
  const hook = ["--on-finish", 'echo "$CONFORMANCE_CLUSTER $CONFORMANCE_VERDICT" >> ended'];
  await program([...begin, "-n", "ended", ...hook], { cwd, env }).then((run) => {
    expect(run.stderr.match(/^::notice title=conformance run /gm)).toHaveLength(2);
  });
  expect(lines(read(cwd, "ended")).sort()).toEqual(["one passed", "two passed"]);
  expect(read(outputs)).toMatch(/^folder<<(.*)\n.*\/out\n\1$/m);
  expect(read(outputs).match(/^verdict<</gm)).toHaveLength(1);
}, 60_000);

describe("two clusters and one that cannot be reached", () => {
  let run: Result;

  beforeAll(async () => {
    run = await program([...begin, "--skip-preflight", "dns", "-n", "mine"], { cwd: workplace() });
  }, 60_000);

  test("the two run to their ends, each into a folder of its own, whole by itself", () => {
    expect(readdirSync(path.join(run.cwd, "out")).sort()).toEqual(["one", "two"]);
    for (const name of ["one", "two"]) {
      const folder = path.join(run.cwd, "out", name);
      expect(recordOf(folder)).toMatchObject({
        verdict: "passed",
        deviations: ["replayed by the sandbox, not run on a cluster"],
        counts: { passed: 441 },
      });
      expect(read(folder, "v1.35/product/README.md")).toContain(
        `kubectl conformance run --results-dir out --skip-preflight dns -n mine --kubeconfig clusters/${name}.yaml`,
      );
      expect(read(folder, "pods.txt")).toContain("mine ");
    }
    expect(recordOf(path.join(run.cwd, "out/one")).id).not.toBe(recordOf(path.join(run.cwd, "out/two")).id);
  });

  test("the summary has all three, and the code is the worst", () => {
    expect(lines(run.stdout).map((line) => line.split(/ {3,}/))).toEqual([
      ["CLUSTER", "VERDICT", "CERTIFIABLE", "PASSED", "FAILED", "TOTAL", "TOOK", "FOLDER"],
      ["gone", "no verdict", "-", "-", "-", "-", "-", "-"],
      ["one", "passed", "no", "441", "0", "441", "27m02s", "out/one"],
      ["two", "passed", "no", "441", "0", "441", "27m02s", "out/two"],
    ]);
    expect(run.code).toBe(3);
  });

  test("each line on stderr begins with its cluster", () => {
    for (const line of lines(run.stderr)) expect(line).toMatch(/^(gone|one |two ) \| /);
    expect(run.stderr).toContain("gone | error: The connection to the server 127.0.0.1:1 was refused");
    expect(run.stderr).toContain("started 441 of 7355 specs on 12 processes");
  });
});

test("-o jsonl names the cluster in each event, and ends with all of them in one line", async () => {
  const run = await program([...begin, "--suite-dry-run", "-o", "jsonl", "--certifiable"], {
    cwd: workplace(["one", "two"]),
  });
  const events = lines(run.stdout).map((line) => JSON.parse(line));
  const last = events.pop();
  expect(new Set(events.map((event) => event.cluster))).toEqual(new Set(["one", "two"]));
  expect(events.filter((event) => event.kind === "run-finished")).toHaveLength(2);
  expect(last).toMatchObject({
    kind: "fleet-finished",
    code: 4,
    clusters: [
      { cluster: "one", code: 4, verdict: "passed", certifiable: false, total: 441 },
      {
        cluster: "two",
        code: 4,
        verdict: "passed",
        certifiable: false,
        folder: path.join(run.cwd, "out/two"),
      },
    ],
  });
  expect(run.stderr).toBe("");
});

test("--detach returns when every suite runs, and says how to continue with each", async () => {
  const cwd = workplace(["one", "two"]);
  const run = await program([...begin, "-n", "left", "--detach"], { cwd });
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^one +detached /m);
  for (const name of ["one", "two"]) {
    const next = new RegExp(`^${name} \\| next +kubectl conformance (attach \\S+ --kubeconfig \\S+)`, "m");
    const words = next.exec(run.stderr)?.[1]?.split(" ") ?? [];
    const attached = await program([...words, "--results-dir", `out/${name}`], { cwd });
    expect(attached.code).toBe(0);
  }
}, 60_000);

test("an interruption asks once, and what is answered goes for all", async () => {
  const cwd = workplace(["one", "two"], slow);
  const handlers: ((signal: EndSignal) => void)[] = [];
  let asked = 0;
  const running = program([...begin, "-n", "asked"], {
    cwd,
    onSignal: (handler) => handlers.push(handler),
    ask: async () => {
      asked += 1;
      return "s";
    },
  });
  const startedIn = (name: string) => {
    const events = path.join(cwd, "out", name, "events.jsonl");
    return existsSync(events) && readFileSync(events, "utf8").includes("spec-finished");
  };
  while (!startedIn("one") || !startedIn("two")) await Bun.sleep(5);
  for (const handler of handlers) handler("SIGINT");
  const run = await running;
  expect(asked).toBe(1);
  expect(run.code).toBe(130);
  for (const name of ["one", "two"]) {
    expect(run.stderr).toContain(`${name} | `);
    expect(recordOf(path.join(cwd, "out", name)).verdict).toBe("incomplete");
    expect(run.stderr).toContain(`rerun --rest out/${name} --kubeconfig clusters/${name}.yaml`);
  }
}, 60_000);

test("an interruption before anything is made makes nothing", async () => {
  const cwd = workplace(["one", "two"]);
  const run = await program([...begin, "-n", "early"], {
    cwd,
    onSignal: (handler) => queueMicrotask(() => handler("SIGINT")),
  });
  expect(run.code).toBe(130);
  expect(run.stderr).toContain("two | error: interrupted by SIGINT");
  expect(existsSync(path.join(cwd, "out"))).toBe(false);
});

describe("refused before any cluster is asked", () => {
  const cwdWith = (files: Record<string, string>) => {
    const cwd = workplace(["one"]);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, "clusters", name), text);
    return cwd;
  };

  test.each([
    [
      ["--contexts", "sandbox,nowhere,neither"],
      ["--contexts nowhere,neither: no such context", "choose among: sandbox"],
    ],
    [["--contexts", "sandbox,sandbox"], ["names sandbox twice"]],
    [["--contexts", ","], ["names no context"]],
    [
      ["--contexts", "sandbox", "--sandbox"],
      ["--contexts", "cannot be used with option '--sandbox'"],
    ],
    [["--contexts", "sandbox", "--context", "sandbox"], ["cannot be used with option '--context"]],
    [["--contexts", "sandbox", "--token", "t"], ["cannot be used with option '--token"]],
    [["--contexts", "sandbox", "--kubeconfigs", "clusters"], ["cannot be used with option '--kubeconfigs"]],
    [["--kubeconfigs", "nowhere"], ["--kubeconfigs nowhere cannot be read: no such file"]],
    [["--contexts", "sandbox", "--focus", "("], ["--focus ("]],
  ])("%j", async (args, words) => {
    const cwd = cwdWith({});
    const run = await program(["run", ...args], { cwd, env: { KUBECONFIG: "clusters/one.yaml" } });
    expect(run.code).toBe(2);
    for (const word of words) expect(run.stderr).toContain(word);
    expect(existsSync(path.join(cwd, "conformance-results"))).toBe(false);
  });

  test("two names for one server", async () => {
    const text = readFileSync(sandboxes[0]?.kubeconfig ?? "", "utf8");
    const run = await program(begin, { cwd: cwdWith({ "same.yaml": text.replace(/(server: .*)/, "$1/") }) });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("one and same are the same cluster: https://127.0.0.1:");
  });

  test("a file among the kubeconfigs that is none", async () => {
    const run = await program(begin, { cwd: cwdWith({ "notes.txt": "call the operator: today: now" }) });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("notes.txt");
  });

  test("a kubeconfig without a current context is reported with its file, without suggesting a flag that cannot be used", async () => {
    const run = await program(begin, { cwd: cwdWith({ "empty.yaml": "apiVersion: v1\nkind: Config\n" }) });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("error: clusters/empty.yaml: the kubeconfig has no current context\n");
    expect(run.stderr).not.toContain("--context NAME");
  });

  test("a cluster's folder that holds something", async () => {
    const cwd = cwdWith({});
    mkdirSync(path.join(cwd, "out/one"), { recursive: true });
    writeFileSync(path.join(cwd, "out/one/mine"), "mine");
    const run = await program(begin, { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("out/one is not empty");
  });
});
