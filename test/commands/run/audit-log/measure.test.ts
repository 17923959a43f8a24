import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { coverageBy } from "../../../../src/commands/run/audit-log/measure.ts";
import { readAuditLog } from "../../../../src/commands/run/audit-log/source.ts";
import type { Cluster } from "../../../../src/kube/cluster.ts";
import { ApiError } from "../../../../src/kube/errors.ts";
import type { Call, Reply } from "../../../../src/kube/transport.ts";
import { eventLine, suiteAgent } from "../../../coverage/sample.ts";
import { newFolder, program } from "../../program.ts";

const conformant = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";
const event = (requestURI: string, stageTimestamp: string) =>
  `${eventLine({ userAgent: suiteAgent(conformant), verb: "list", requestURI, stageTimestamp })}\n`;
const before = event("/api/v1/nodes", "2026-11-28T12:00:00.000000Z");
const during = event("/api/v1/namespaces/a/pods", "2026-11-28T13:30:00.000000Z");
const after = event("/apis/apps/v1/namespaces/a/deployments", "2026-11-28T14:30:00.000000Z");
const since = new Date("2026-11-28T13:00:00Z");
const io = { signal: new AbortController().signal };

/** A cluster whose nodes serve these files. */
function serving(files: Readonly<Record<string, string | Uint8Array>>): Cluster {
  const send = async ({ path: asked }: Call): Promise<Reply> => {
    const content = files[asked];
    if (content === undefined) throw new ApiError(404, { message: "not found" });
    return { status: 200, headers: {}, body: Readable.from([Buffer.from(content)]) };
  };
  // of a cluster, only this is used
  return { send, sendOnce: send } as Cluster;
}

test("the log of a node, with what was put aside since the run began, and without what came before it", async () => {
  const logs = "/api/v1/nodes/cp-1/proxy/logs/kubernetes/";
  const aside = "audit-2026-11-28T14-00-00.000.log.gz";
  const cluster = serving({
    [logs]: `<pre>\n<a href="audit.log">audit.log</a>\n<a href="${aside}">${aside}</a>\n<a href="audit-2026-11-28T11-00-00.000.log">x</a></pre>`,
    [`${logs}audit.log`]: after,
    [`${logs}${aside}`]: gzipSync(before + during),
  });
  const dir = newFolder();
  const measure = await coverageBy(readAuditLog("node:cp-1:/var/log/kubernetes/audit.log", dir), cluster, io);
  const { apiCoverage, files } = await measure({ since, server: "v1.35.4", dir });
  expect(apiCoverage).toEqual({ definition: "apisnoop", release: "v1.35", eligible: 549, covered: 2 });
  expect(files.map((file) => path.basename(file))).toEqual(["coverage.json", "coverage.html"]);
  const { endpoints } = JSON.parse(readFileSync(path.join(dir, "coverage.json"), "utf8"));
  const hit = endpoints.filter(({ tested }: { tested: boolean }) => tested);
  expect(hit.map(({ operationId }: { operationId: string }) => operationId)).toEqual([
    "listCoreV1NamespacedPod",
    "listAppsV1NamespacedDeployment",
  ]);
});

test("a log that cannot be read is refused before the run, with another way", async () => {
  const node = readAuditLog("node:cp-1:/var/log/kubernetes/audit.log", "/");
  const refused = coverageBy(node, serving({}), io);
  await expect(refused).rejects.toThrow("its kubelet does not serve /var/log/kubernetes");
  await refused.catch(({ fix }) => expect(fix).toContain("kubectl conformance coverage - --since"));
  const empty = serving({ "/api/v1/nodes/cp-1/proxy/logs/kubernetes/": "<pre></pre>" });
  await expect(coverageBy(node, empty, io)).rejects.toThrow("node cp-1 has no such file");
  const { code, stderr } = await program(["run", "--sandbox", "--audit-log", "missing.log"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--audit-log missing.log: no such file or directory");
});

test("a log without the run says so", async () => {
  const cwd = newFolder();
  writeFileSync(path.join(cwd, "audit.log"), before);
  const measure = await coverageBy(readAuditLog("audit.log", cwd), serving({}), io);
  await expect(measure({ since, server: "v1.35.4", dir: cwd })).rejects.toThrow(
    "no request of e2e.test since",
  );
});

test("the coverage is in the folder, its report and its record, and where it fails the run has its verdict", async () => {
  const cwd = newFolder();
  writeFileSync(
    path.join(cwd, "audit.log"),
    event("/api/v1/namespaces/a/pods", "2999-11-28T13:30:00.000000Z"),
  );
  const words = ["run", "--sandbox", "--speed", "1000", "--results-dir", "out", "--audit-log", "audit.log"];
  expect((await program(words, { cwd })).code).toBe(0);
  const read = (name: string) => readFileSync(path.join(cwd, "out", name), "utf8");
  const { apiCoverage, files } = JSON.parse(read("run.json"));
  expect(apiCoverage).toEqual({ definition: "apisnoop", release: "v1.35", eligible: 549, covered: 1 });
  expect(files.map((file: { path: string }) => file.path)).toContain("coverage.html");
  expect(read("summary.md")).toContain("1 of 549 eligible endpoints of v1.35");
  expect(read("report.html")).toContain("1 of 549 eligible endpoints of v1.35");
  expect((await program(["results", "verify", "out"], { cwd })).code).toBe(0);

  writeFileSync(path.join(cwd, "audit.log"), before);
  const failed = await program(words.with(5, "again"), { cwd });
  expect(failed.code).toBe(0);
  expect(failed.stderr).toContain(
    "the API coverage was not found out: audit.log: no request of e2e.test since",
  );
}, 60_000);
