import { createHash } from "node:crypto";
import { minorOf } from "../results/layout.ts";
import { fenced, inline, table } from "../results/markdown.ts";
import type { Results } from "../results/read/results.ts";
import { countStates } from "../suite/junit.ts";
import { clusterPart, fileTable, type Told } from "./readme.ts";

/** What results that another runner made tell: the steps as far as they are known. */
export function toldByResults(
  results: Results,
  server: string,
  product: Readonly<Record<string, string>>,
): Told {
  const { nodes, runner } = results;
  const isSonobuoy = runner.name === "sonobuoy";
  const steps = isSonobuoy ? sonobuoy(runner.version) : anyone;
  const files = [...digest("e2e.log", results.log?.bytes), ...digest("junit_01.xml", results.junit?.bytes)];
  return {
    minor: minorOf(server),
    product,
    runner: isSonobuoy ? "sonobuoy" : undefined,
    digests: files.map(({ sha256 }) => sha256),
    parts: {
      cluster: clusterPart(inline(server), nodes),
      tool: steps.tool,
      run: steps.run.join("\n\n"),
      results: [...counts(results), ...whatRan(results), fileTable(files)].join("\n\n"),
    },
    toCheck: [steps.toDo],
  };
}

interface Steps {
  readonly tool: string;
  readonly run: readonly string[];
  readonly toDo: string;
}

/** The results do not tell the flags; these are the ones that give certifiable results. */
function sonobuoy(version: string | undefined): Steps {
  const release = version === undefined ? "" : ` ${inline(version)}`;
  return {
    tool: `[Sonobuoy](https://github.com/vmware-tanzu/sonobuoy)${release}.`,
    run: [
      "As a user who is bound to the cluster role `cluster-admin`:",
      fenced(
        "sonobuoy run --mode=certified-conformance --wait\nsonobuoy retrieve\nsonobuoy delete --wait",
        "sh",
      ),
      "The results are in `plugins/e2e/results/global` of the tarball that `sonobuoy retrieve` gives.",
    ],
    toDo: "README.md: see that step 3 has the flags that sonobuoy was given",
  };
}

const anyone: Steps = {
  tool: "<!-- fill in: the tool that ran the suite, with its version -->",
  run: [fenced("fill in: the command that ran the suite, with its flags", "sh")],
  toDo: "README.md: write the tool and the command that ran the suite into steps 2 and 3",
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
