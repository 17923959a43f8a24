import { createHash } from "node:crypto";
import { minorOf } from "../results/layout.ts";
import { fenced, inline, table } from "../results/markdown.ts";
import type { Results } from "../results/read/results.ts";
import { countStates } from "../suite/junit.ts";
import { creation, creationToDo, fileTable, nodeTable, type Readme, titleLine } from "./readme.ts";

/** Writes the README of results that another runner made: the steps as far as the results tell them. */
export function readmeOf(
  results: Results,
  server: string,
  product: Readonly<Record<string, string>>,
): Readme {
  const { nodes, runner } = results;
  const steps = runner.name === "sonobuoy" ? sonobuoy(runner.version) : anyone;
  const text = [
    titleLine(minorOf(server), product),
    "## 1. Create the cluster",
    creation,
    `The results here are of a cluster with Kubernetes ${inline(server)}${nodes.length === 0 ? "." : " and these nodes:"}`,
    ...(nodes.length === 0 ? [] : [nodeTable(nodes)]),
    "## 2. Run the conformance tests",
    ...steps.text,
    ...whatRan(results),
    "## 3. The results",
    ...counts(results),
    fileTable([...digest("e2e.log", results.log?.bytes), ...digest("junit_01.xml", results.junit?.bytes)]),
  ].join("\n\n");
  return { text: `${text}\n`, toCheck: [creationToDo, steps.toDo] };
}

interface Steps {
  readonly text: readonly string[];
  readonly toDo: string;
}

/** The results do not tell the flags; these are the ones that give certifiable results. */
function sonobuoy(version: string | undefined): Steps {
  const release = version === undefined ? "" : ` ${inline(version)}`;
  return {
    text: [
      `With [Sonobuoy](https://github.com/vmware-tanzu/sonobuoy)${release}, as a user who is bound to the cluster role \`cluster-admin\`:`,
      fenced(
        "sonobuoy run --mode=certified-conformance --wait\nsonobuoy retrieve\nsonobuoy delete --wait",
        "sh",
      ),
      "The results are in `plugins/e2e/results/global` of the tarball that `sonobuoy retrieve` gives.",
    ],
    toDo: "README.md: see that step 2 has the flags that sonobuoy was given",
  };
}

const anyone: Steps = {
  text: [
    "<!-- fill in: the tool that ran the suite with its version, and the command with its flags -->",
    fenced("fill in: the command that ran the suite", "sh"),
  ],
  toDo: "README.md: write the tool and the command that ran the suite into step 2",
};

/** What Ginkgo notes of its settings in the junit file since Kubernetes 1.25. */
function whatRan({ report }: Results): string[] {
  const setting = (name: string) => report?.properties[name];
  const code = (text: string) => (text === "" ? "none" : `\`${text.replaceAll("|", "\\|")}\``);
  const rows = (
    [
      ["focus", setting("FocusStrings"), code],
      ["skip", setting("SkipStrings"), code],
      ["processes", setting("ParallelTotal"), inline],
      ["random seed", setting("RandomSeed"), inline],
    ] as const
  ).flatMap(([name, value, write]) => (value === undefined ? [] : [[name, write(value)]]));
  return rows.length === 0 ? [] : [table(["", ""], rows)];
}

function counts({ report }: Results): string[] {
  if (report === undefined) return [];
  const { ran, passed, failed } = countStates(report.cases);
  return [`${passed} of ${ran} tests passed, ${failed} failed.`];
}

function digest(path: string, bytes: Uint8Array | undefined) {
  if (bytes === undefined) return [];
  return [{ path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }];
}
