// How fast `coverage` reads an audit log, as whole processes by turns with a straight Python loop, `wc -l` and zstdcat. The log is the one
// named, or one that is made up in the proportions of a full run, repeated with new auditIDs up to --megabytes.
import { randomUUID } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { heldOperations } from "../../src/coverage/releases/held.ts";
import { heldMinors, requiredTests } from "../../src/suite/required/required.ts";
import { command, fail, type Measured, measure } from "./process.ts";
import { median, table } from "./statistics.ts";

/** How many times as fast as Python it must be, and its most memory in MB. */
const limits = { ratio: 4, megabytes: 150 };

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: "string", default: "7" }, megabytes: { type: "string", default: "107" } },
});
const times = Number(flags.times);
const size = Number(flags.megabytes) * 1e6;
const minor = heldMinors().at(-1) ?? "";
const operations = heldOperations(minor);

/** Lines as the API server writes them: a fifth of the suite's requests, the others of controllers. */
function* madeLines(): Generator<string> {
  const tests = requiredTests(minor) ?? [];
  const stable = operations.filter(({ deprecated, kind }) => !deprecated && kind !== null);
  const verbs: Readonly<Record<string, string>> = { post: "create", put: "update" };
  for (let index = 0; index < 20_000; index++) {
    const { path, method, action, group, version, kind } = stable[index % stable.length] ?? {};
    const isSuite = index % 5 === 0;
    const account = isSuite ? "conformance:conformance" : "kube-system:namespace-controller";
    const agent = isSuite
      ? `e2e.test/v1.37.2 (linux/amd64) kubernetes/0123456 -- ${tests[((index / 50) % tests.length) | 0]}`
      : `kube-controller-manager/v1.37.2 (linux/amd64) kubernetes/0123456/system:serviceaccount:${account}`;
    const uri = (path ?? "")
      .replace("{namespace}", `e2e-tests-${index % 400}`)
      .replace("{name}", `name-${index % 900}`);
    const event = {
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      level: "Metadata",
      auditID: "",
      stage: "ResponseComplete",
      requestURI: action === "list" ? `${uri}?limit=500&resourceVersion=0` : uri,
      verb: action === "list" ? "list" : (verbs[method ?? ""] ?? method),
      user: {
        username: `system:serviceaccount:${account}`,
        uid: "c34d56d9-4de4-4a73-9935-7d7062abbddd",
        groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"],
        extra: { "authentication.kubernetes.io/credential-id": ["JTI=7d275696-8d81-4429-8b31-f313f45135f3"] },
      },
      sourceIPs: ["192.0.2.1"],
      userAgent: agent,
      objectRef: {
        resource: kind,
        namespace: `e2e-tests-${index % 400}`,
        apiGroup: group,
        apiVersion: version,
      },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: "2026-11-28T13:08:52.483287Z",
      stageTimestamp: "2026-11-28T13:08:52.494812Z",
      annotations: {
        "authorization.k8s.io/decision": "allow",
        "authorization.k8s.io/reason": `RBAC: allowed by ClusterRoleBinding "system:controller:namespace-controller" of ClusterRole "system:controller:namespace-controller" to ServiceAccount "namespace-controller/kube-system"`,
      },
    };
    yield JSON.stringify(event).replaceAll("&", "\\u0026");
  }
}

async function writeLog(file: string): Promise<void> {
  const [given] = positionals;
  const lines: string[] = given === undefined ? [...madeLines()] : [];
  if (given !== undefined)
    for await (const line of createInterface({ input: createReadStream(given) })) lines.push(line);
  const output = createWriteStream(file);
  for (let written = 0; written < size; ) {
    // the stages of a request keep one id
    const ids = new Map<string, string>();
    for (const line of lines) {
      const fresh = line.replace(/"auditID":"([^"]*)"/, (_, id: string) => {
        const next = ids.get(id) ?? randomUUID();
        if (id !== "") ids.set(id, next);
        return `"auditID":"${next}"`;
      });
      written += fresh.length + 1;
      if (!output.write(`${fresh}\n`)) await new Promise<void>((resolve) => output.once("drain", resolve));
    }
  }
  output.end();
  await finished(output);
}

/** Measures a command by peak.py, without what this process adds to the peak of its children. */
async function measureAlone(words: readonly string[], file: string): Promise<Measured> {
  const { exitCode } = await measure(["python3", `${import.meta.dirname}/peak.py`, file, ...words], devNull);
  if (exitCode !== 0) fail(`python3 ended with exit code ${exitCode}`);
  const [seconds = Number.NaN, code = 1, peakBytes = Number.NaN] = readFileSync(file, "utf8")
    .split(" ")
    .map(Number);
  return { seconds, exitCode: code, peakBytes };
}

if (!existsSync(command)) fail(`${command} is missing: npm run build`);
const folder = mkdtempSync(join(tmpdir(), "bench-coverage-"));
try {
  const log = join(folder, "audit.log");
  const paths = join(folder, "paths.txt");
  await writeLog(log);
  writeFileSync(paths, operations.map(({ method, path, id }) => `${method} ${path} ${id}\n`).join(""));
  const packed = `${log}.zst`;
  if ((await measure(["zstd", "-q", "-k", log, "-o", packed], devNull)).exitCode !== 0)
    fail("zstd is missing");
  const ways = [
    { name: "python", words: ["python3", `${import.meta.dirname}/coverage.py`, paths, log] },
    { name: "coverage", words: [command, "coverage", log, "--release", minor] },
    { name: "coverage, zstd", words: [command, "coverage", packed, "--release", minor] },
    { name: "zstdcat", words: ["zstdcat", packed] },
    { name: "wc -l", words: ["wc", "-l", log] },
  ];
  const taken = ways.map((): { seconds: number; megabytes: number }[] => []);
  // the first round brings the log and the programs into memory
  for (let round = 0; round <= times; round++) {
    for (const [index, { name, words }] of ways.entries()) {
      const { seconds, exitCode, peakBytes } = await measureAlone(words, join(folder, "measured"));
      if (exitCode !== 0) fail(`${name} ended with exit code ${exitCode}`);
      if (round > 0) taken[index]?.push({ seconds, megabytes: peakBytes / 1e6 });
    }
  }
  const medians = taken.map((all) => median(all.map(({ seconds }) => seconds)));
  const peaks = taken.map((all) => Math.max(...all.map(({ megabytes }) => megabytes)));
  const [python = Number.NaN, ours = Number.NaN] = medians;
  const rows = ways.map(({ name }, index) => [
    name,
    (medians[index] ?? 0).toFixed(3),
    Math.min(...(taken[index] ?? []).map(({ seconds }) => seconds)).toFixed(3),
    (peaks[index] ?? 0).toFixed(0),
    (python / (medians[index] ?? 0)).toFixed(1),
  ]);
  process.stdout.write(table([["PROGRAM", "MEDIAN S", "MIN S", "PEAK MB", "TIMES PYTHON"], ...rows]));
  const [, memory = Number.NaN] = peaks;
  if (python / ours < limits.ratio)
    fail(`coverage is ${(python / ours).toFixed(1)} times as fast as Python (at least ${limits.ratio})`);
  if (memory > limits.megabytes) fail(`coverage took ${memory.toFixed(0)} MB (at most ${limits.megabytes})`);
} finally {
  rmSync(folder, { recursive: true });
}
