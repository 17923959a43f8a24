import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { carryForward } from "../../src/ai/init/carry.ts";
import { withLinks } from "../../src/ai/package/answers.ts";
import { readProduct } from "../../src/ai/product/product.ts";
import { TestJson } from "../../src/ai/run/test-json.ts";
import { readArtifact } from "../../src/ai/validator/artifact/read.ts";
import { readSonobuoyConfig } from "../../src/commands/dump/sonobuoy-config.ts";
import { parseConfig } from "../../src/config/file.ts";
import { apisnoop } from "../../src/coverage/definition/apisnoop.ts";
import { testInfra } from "../../src/coverage/definition/test-infra.ts";
import { LogReader } from "../../src/coverage/log/read.ts";
import { lossesOf } from "../../src/coverage/policy/check.ts";
import { neededPolicy } from "../../src/coverage/policy/needed.ts";
import { readPolicy } from "../../src/coverage/policy/read.ts";
import { Recorder } from "../../src/coverage/recorder.ts";
import { heldOperations } from "../../src/coverage/releases/held.ts";
import { Tally } from "../../src/coverage/tally.ts";
import { FileLines } from "../../src/nodes/file-lines.ts";
import { JournalLines } from "../../src/nodes/journal-lines.ts";
import { turnedLines } from "../../src/nodes/last-lines.ts";
import { entriesIn } from "../../src/nodes/listing.ts";
import { readTarball } from "../../src/results/read/tarball.ts";
import { checkSubmission } from "../../src/submission/check/report.ts";
import { parseProduct } from "../../src/submission/product.ts";
import { setFields } from "../../src/submission/product-edit.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { writeJunit } from "../../src/suite/junit-write.ts";
import { LogParser } from "../../src/suite/log.ts";
import { parseConformanceList } from "../../src/suite/required/parse.ts";
import { leaksIn, withoutLeaks } from "../../src/text/secrets.ts";
import { product as aiProduct, artifacts, checklist } from "../ai/sample.ts";
import { eventLine, suiteAgent } from "../coverage/sample.ts";
import { tarball } from "../results/read/shapes.ts";
import { good, goodSubmission } from "../submission/check/sample.ts";
import { golden } from "../suite/golden.ts";

/** A reader of foreign bytes: what it begins with, and how it is called. It may refuse with a UserError and do nothing else. */
export interface Target {
  readonly seeds: readonly [Uint8Array, ...Uint8Array[]];
  /** What is put in now and then. */
  readonly words: readonly [string, ...string[]];
  read(bytes: Uint8Array): void | Promise<void>;
}

const shapes = ["serial", "parallel", "quiet", "interrupted-parallel", "abort"].map(
  (name) => `ginkgo2/${name}`,
);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const fewOperations = heldOperations("v1.37").slice(0, 100);
const tests = `- testname: A\n  codename: '[sig-node] a "b" <c> [Conformance]'\n  description: |\n    Words: more.\n  release: v1.9, v1.18\n  file: test/e2e/a.go\n`;
const folder = mkdtempSync(path.join(tmpdir(), "conformance-fuzz-"));

/** Every reader of files that others made. */
export const targets: Readonly<Record<string, Target>> = {
  junit: {
    seeds: [golden("ginkgo1/verbose/junit_01.xml"), ...shapes.map((name) => golden(`${name}/junit_01.xml`))],
    words: [
      "<testcase name='x'>",
      "</testcase>",
      "<!DOCTYPE a [<!ENTITY b 'c'>]>",
      "&b;",
      "&#27;",
      "&amp;#39;",
      "<![CDATA[",
      "]]>",
      "<!--",
      "<?x",
      "\ufeff",
      "\r\n",
      "\u0000",
      'status="passed" ',
      "<failure>",
      "<testsuites>",
      "<a:b>",
    ],
    read: (bytes) => {
      const report = parseJunit(text(bytes));
      parseJunit(writeJunit(report));
    },
  },
  log: {
    seeds: [
      golden("ginkgo1/verbose/e2e.log"),
      golden("nodes/unschedulable/e2e.log"),
      ...shapes.map((name) => golden(`${name}/e2e.log`)),
    ],
    words: [
      "\u001b[1m",
      "•",
      "\u001b[38;5;9m• [FAILED]",
      "------------------------------\n",
      '{"msg":"PASSED x","total":1}',
      "Ran 3 of 5 Specs in 1 seconds\n",
      "| 2 Flaked |",
      "\r\n",
      "\n",
      "\u0000",
      "Running Suite: a\n",
      "Will run 4 of 5 specs\n",
      "<< Timeline\n",
      "[It] ",
      "\ud800",
      "-> Node x [[[ Ready=true, a, Taints=[",
      ", Taints=[b], NonblockingTaints=",
      "there are not ready daemonsets: [",
      "Waiting up to 5m0s for all daemonsets ",
      'Destroying namespace "',
    ],
    read: (bytes) => {
      const parser = new LogParser();
      for (let at = 0; at < bytes.length; at += 4099) parser.push(bytes.subarray(at, at + 4099));
      parser.end();
    },
  },
  "node-log": {
    seeds: [
      Buffer.from(
        "-- Boot 0 --\nNov 29 08:37:18.123456 node1 kubelet[77]: I line 1\n    of two\nNov 29 08:37:19.000001 node1 kubelet[77]: x\n",
      ),
      Buffer.from("I1129 08:37:18.123456      77 kubelet.go:1] x\n2026-11-29T08:37:18.5+02:00 y\n"),
      Buffer.from('<!doctype html>\n<pre>\n<a href="a/">a/</a>\n<a href="b.log">b&amp;.log</a>\n</pre>\n'),
    ],
    words: [
      "\nerror: journal output not available\n",
      "\noptions present and query resolved to log files for [x]\n",
      "-- No entries --\n",
      "Failed to ",
      "Feb 30 25:61:61.1 ",
      "<pre>",
      '<a href="x">',
      "\u0000",
      "\r\n",
      "\n",
    ],
    read: (bytes) => {
      const now = Date.parse("2026-11-29T09:00:00Z");
      const journal = new JournalLines({ since: now - 3_600_000 }, now);
      const turned = turnedLines(now);
      const file = new FileLines({ since: now - 3_600_000, grep: "error", tail: 10 }, now);
      for (let at = 0; at < bytes.length; at += 4099) {
        turned.push(journal.push(bytes.subarray(at, at + 4099)));
        file.push(bytes.subarray(at, at + 4099));
        if (at % 3 === 0) journal.again();
      }
      turned.push(journal.end());
      turned.all();
      file.end();
      entriesIn(text(bytes));
    },
  },
  "sonobuoy-config": {
    seeds: [
      Buffer.from(
        '{"Resources":["pods","podlogs"],"Filters":{"Namespaces":"^a","LabelSelector":"a=b"},"Limits":{"PodLogs":{"Namespaces":".*","FieldSelectors":["a=b"],"SinceSeconds":1,"SinceTime":"x","Timestamps":true,"TailLines":7}},"QPS":30}',
      ),
    ],
    words: ["null", "[]", "{}", '"', "-1", "1e999", "(", "__proto__", "true"],
    read: (bytes) => {
      readSonobuoyConfig(text(bytes), "config.json");
    },
  },
  audit: {
    seeds: [
      Buffer.from(`${eventLine({ userAgent: suiteAgent("a"), annotations: { b: "c" } })}\n${eventLine()}\n`),
      Buffer.from(`{"kind":"EventList","items":[${eventLine({ userAgent: suiteAgent() })}]}\n`),
    ],
    words: [
      "\n",
      "\r\n",
      "\u0000",
      '","verb":"',
      '"auditID":"a",',
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"',
      "\\u0026",
      "\\",
      "\u{feff}",
      "/proxy/",
      "?watch=true",
      "}}",
    ],
    read: (bytes) => {
      for (const definition of [apisnoop, testInfra]) {
        const question = { definition, operations: fewOperations };
        const [tally, recorder] = [new Tally(question), new Recorder(question)];
        const reader = new LogReader("audit.log", recorder);
        for (let at = 0; at < bytes.length; at += 4099) reader.push(bytes.subarray(at, at + 4099));
        reader.end();
        tally.source()(recorder.drain());
        tally.hits();
        tally.unresolved();
      }
    },
  },
  policy: {
    seeds: [
      Buffer.from(neededPolicy),
      Buffer.from(
        "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: None, users: [a], resources: [{group: '', resources: [pods/log]}]}\n",
      ),
    ],
    words: [
      "&a ",
      "*a",
      "level: None\n",
      "rules:\n",
      "- ",
      "{",
      "[",
      "nonResourceURLs: ['/a*']\n",
      "omitStages: [ResponseComplete]\n",
    ],
    read: (bytes) => {
      lossesOf(readPolicy(text(bytes), "policy.yaml"), fewOperations);
    },
  },
  product: {
    seeds: [
      Buffer.from(good["PRODUCT.yaml"]),
      Buffer.from("# why\nvendor: 'it''s'\r\nversion: 1.30\ntype: distribution\n"),
    ],
    words: [
      "&a ",
      "*a",
      "<<: *a\n",
      "? ",
      "!!binary ",
      "|\n  x\n",
      ">-\n",
      "- ",
      "{",
      "]",
      '"\\u0000"',
      "'",
      "\t",
      "---\n",
      "%YAML 1.1\n",
      "name: x\n",
      "1e999",
      "\u2028",
    ],
    read: (bytes) => {
      const product = parseProduct(text(bytes));
      setFields(product, { name: 'a "b"\u0001: #', description: "x\ny" });
    },
  },
  tests: {
    seeds: [Buffer.from(tests), Buffer.from(tests.repeat(30))],
    words: [
      "- ",
      "&a ",
      "*a",
      "codename: ",
      "release: ",
      '"1.25"',
      "v1.99999999999",
      "\n",
      "  ",
      "|\n",
      "null",
      "429: Too Many Requests",
    ],
    read: (bytes) => void parseConformanceList(text(bytes), "list.yaml"),
  },
  config: {
    seeds: [Buffer.from("mode: quick\nextra-args: [-v, 'x']\nrun:\n  keep: true\n")],
    words: ["mode", "run:", "&a ", "*a", "[", "{", "? ", "\n", "  ", "<<: ", "null", "---\n"],
    read: (bytes) =>
      void parseConfig(text(bytes), "conformance.yaml", {
        shared: ["mode", "extra-args"],
        own: new Map([["run", ["keep"]]]),
      }),
  },
  tar: {
    seeds: [
      tarball([
        { path: "plugins/e2e/results/global/e2e.log", data: golden("ginkgo2/serial/e2e.log") },
        { path: "meta/info.json", data: "{}" },
      ]),
      tarball(
        [
          { path: "./a/e2e.log", data: "x" },
          { path: "b", type: "SymbolicLink", linkpath: "../../c" },
        ],
        false,
      ),
    ],
    words: [
      "../",
      "/etc/passwd",
      "\u0000",
      "ustar\u000000",
      "77777777777",
      "\u0080\u0000\u0000\u0000",
      "PaxHeader",
      "30 path=../../../../etc/passwd\n",
      "K",
      "L",
      "x",
      "2",
    ],
    read: async (bytes) => {
      const file = path.join(folder, "input.tar");
      writeFileSync(file, bytes);
      await readTarball(file, (name) => name.endsWith("e2e.log"), { file: 8_000_000, tarball: 32_000_000 });
    },
  },
  submission: {
    seeds: [
      Buffer.from(
        `${good["PRODUCT.yaml"]}\u001f${good["README.md"]}\u001fConformance results for v1.35/acme\u001f[FAIL]\n`,
      ),
    ],
    words: [
      "\u001f",
      "https://",
      "@",
      "<<<<<<< ",
      "![a](b.png)",
      "```\n",
      "v1.35/acme",
      "\u202e",
      "[a](",
      "TODO",
      "kubectl ",
    ],
    read: (bytes) => {
      const [product = "", readme = "", title = "", log = ""] = text(bytes).split("\u001f");
      const own: Readonly<Record<string, string>> = {
        "PRODUCT.yaml": product,
        "README.md": readme,
        "e2e.log": log,
      };
      const files = goodSubmission.files.map((file) => {
        const changed = own[path.basename(file.path)];
        return changed === undefined
          ? { ...file, bytes: golden("ginkgo2/quiet/junit_01.xml") }
          : { ...file, size: changed.length, bytes: Buffer.from(changed) };
      });
      checkSubmission({ ...goodSubmission, files, title: title.slice(0, 256) });
    },
  },
  "ai-product": {
    seeds: [Buffer.from(aiProduct()), Buffer.from(checklist("v1.35").text)],
    words: [
      "<<: *a",
      "&a ",
      "*a",
      "[",
      "]",
      "{",
      "}",
      "|\n",
      "- ",
      ": ",
      "~",
      "!!str ",
      "#",
      "\t",
      "\r\n",
      "---\n",
      "%YAML 1.1\n",
      '"',
      "'",
    ],
    read: (bytes) => {
      const reading = readProduct(bytes);
      if (reading.kind === "unreadable") return;
      const { text: carried } = carryForward(text(bytes), checklist(), {
        from: "v1.36/acme",
        to: "v1.37/acme",
      });
      withLinks(carried, [{ category: "operator", id: "robust_controller", links: ["a"] }], () => undefined);
    },
  },
  "ai-artifacts": {
    seeds: [
      Buffer.from(Object.values(artifacts({ A: "pass", B: "fail" })).join("")),
      ...Object.values(artifacts({ TestGangScheduling: "pass", "A/b": "skip" })).map((file) =>
        Buffer.from(file),
      ),
    ],
    words: [
      "--- FAIL: x",
      "\u0016=== RUN   A\n",
      "\u0016--- PASS: A (0s)\n",
      '{"Action":5}',
      "<testcase>",
      "</testsuite>",
      "eyJ",
      "10.0.0.1",
      "password: ",
    ],
    read: async (bytes) => {
      const { signal } = new AbortController();
      for (const name of ["junit.xml", "results.json", "e2e.log"]) await readArtifact(name, bytes, signal);
      const reader = new TestJson("a.test", () => 0);
      reader.take(text(bytes));
      reader.end(false, "x");
      leaksIn(text(bytes));
      withoutLeaks(text(bytes));
    },
  },
};
