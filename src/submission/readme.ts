import { minorOf } from "../results/layout.ts";
import { fenced, inline, table } from "../results/markdown.ts";
import type { FileRecord, NodeRecord, RunRecord } from "../results/run-record.ts";
import { shellWords, tookText } from "../results/words.ts";

/** A README.md for the submission, and what a person must look at before it is sent. */
export interface Readme {
  readonly text: string;
  readonly toCheck: readonly string[];
}

/**
 * Writes the README of a first submission: reviewers ask for the steps to repeat the results, not for links alone
 * (cncf/k8s-conformance, faq.md). How the cluster was made is the one step that only the vendor can write.
 */
export function newReadme(record: RunRecord, product: Readonly<Record<string, string>>): Readme {
  const text = [
    titleLine(minorOf(record.kubernetes.server), product),
    "## 1. Create the cluster",
    creation,
    `The results here are of a cluster with Kubernetes ${inline(record.kubernetes.server)} on ${inline(record.kubernetes.platform)} and these nodes:`,
    nodeTable(record.nodes),
    "## 2. Get the tool",
    fenced("kubectl krew install conformance\nkubectl conformance version --client", "sh"),
    `The results here were made with version ${inline(record.tool.version)}.`,
    "## 3. Run the conformance tests",
    "As a user who is bound to the cluster role `cluster-admin`, with a kubeconfig that names the cluster:",
    fenced(shellWords(record.command), "sh"),
    "The command waits until the suite has ended, copies its files and removes what it made in the cluster.",
    whatRan(record),
    "## 4. The results",
    results(record),
  ].join("\n\n");
  return {
    text: `${text}\n`,
    toCheck: [creationToDo],
  };
}

/** The heading: the minor, and the product with its version where they are known. */
export function titleLine(minor: string, product: Readonly<Record<string, string>>): string {
  const { name = "", version = "" } = product;
  return `# Conformance results for ${minor}${name === "" ? "" : `: ${inline(`${name} ${version}`.trim())}`}`;
}

/** What `creation` asks of a person. */
export const creationToDo = "README.md: write the commands that create the cluster into step 1";

/** The step that only the vendor can write. */
export const creation = `<!-- fill in: the commands that create the cluster, with the versions and settings they were given -->

${fenced("fill in: the commands that create the cluster", "sh")}`;

/** The nodes of the cluster, a row each. */
export function nodeTable(nodes: readonly NodeRecord[]): string {
  return table(
    ["node", "kubelet", "OS", "architecture", "kernel", "container runtime"],
    nodes.map((node) =>
      [node.name, node.kubelet, node.osImage, node.architecture, node.kernel, node.containerRuntime].map(
        inline,
      ),
    ),
  );
}

function whatRan(record: RunRecord): string {
  const { suite, image } = record;
  return table(
    ["", ""],
    [
      ["image", inline(image.digest === undefined ? image.name : `${image.name}, ${image.digest}`)],
      ["mode", inline(suite.mode)],
      ["focus", `\`${suite.focus.replaceAll("|", "\\|")}\``],
      ["skip", suite.skip === "" ? "none" : `\`${suite.skip.replaceAll("|", "\\|")}\``],
      ["processes", String(suite.processes)],
      ...(suite.seed === undefined ? [] : [["random seed", String(suite.seed)]]),
    ],
  );
}

function results(record: RunRecord): string {
  const { counts, times } = record;
  const took = tookText((Date.parse(times.finished) - Date.parse(times.started)) / 1000);
  const files = record.files.filter((file) => /\/(?:e2e\.log|junit_01\.xml)$/.test(file.path));
  return [
    `${counts.passed} of ${counts.total} tests passed, ${counts.failed} failed. The run began at ${inline(times.started)} and took ${took}.`,
    fileTable(files),
  ].join("\n\n");
}

/** The files by their base names, with what tells whether a copy is theirs. */
export function fileTable(files: readonly Pick<FileRecord, "path" | "bytes" | "sha256">[]): string {
  return table(
    ["file", "bytes", "sha256"],
    files.map((file) => [
      inline(file.path.slice(file.path.lastIndexOf("/") + 1)),
      String(file.bytes),
      file.sha256,
    ]),
  );
}
