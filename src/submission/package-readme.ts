import { createHash } from "node:crypto";
import { minorOf } from "../results/layout.ts";
import { fenced, inline, table } from "../results/markdown.ts";
import type { Results } from "../results/results.ts";
import { clusterPart, fileTable, type ReadmeFacts } from "./readme.ts";

/** What another runner's results say: the steps, as far as they are known. */
export function factsOfResults(
  results: Results,
  server: string,
  product: Readonly<Record<string, string>>,
): ReadmeFacts {
  const { nodes, runner } = results;
  const isSonobuoy = runner.name === "sonobuoy";
  const steps = isSonobuoy ? sonobuoy(runner.version) : anyone;
  const files = [
    ...digest("e2e.log", results.files.log?.bytes),
    ...digest("junit_01.xml", results.files.junit?.bytes),
  ];
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

/** The results do not contain the flags; these are the ones that give certifiable results. */
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
    toDo: "README.md: check that step 3 has the flags with which you ran sonobuoy",
  };
}

const anyone: Steps = {
  tool: "<!-- fill in: the tool that ran the suite, with its version -->",
  run: [fenced("fill in: the command that ran the suite, with its flags", "sh")],
  toDo: "README.md: write the tool and the command that ran the suite into steps 2 and 3",
};

/** What the suite was to run, as far as its junit file says. */
function whatRan({ suite }: Results): string[] {
  const code = (text: string) => (text === "" ? "none" : `\`${text.replaceAll("|", "\\|")}\``);
  const rows = (
    [
      ["focus", suite.focus, code],
      ["skip", suite.skip, code],
      ["processes", suite.processes?.toString(), inline],
      ["random seed", suite.seed?.toString(), inline],
    ] as const
  ).flatMap(([name, value, write]) => (value === undefined ? [] : [[name, write(value)]]));
  return rows.length === 0 ? [] : [table(["", ""], rows)];
}

function counts({ counts: { passed, failed }, deviations }: Results): string[] {
  return [
    `${passed} of ${passed + failed} tests passed, ${failed} failed.`,
    ...(deviations.length === 0 ? [] : [`They cannot certify: ${deviations.map(inline).join("; ")}.`]),
  ];
}

function digest(path: string, bytes: Uint8Array | undefined) {
  if (bytes === undefined) return [];
  return [{ path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }];
}
