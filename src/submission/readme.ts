import { minorOf } from "../results/layout.ts";
import { fenced, inline, table } from "../results/markdown.ts";
import type { FileRecord, NodeRecord, RunRecord } from "../results/run-record.ts";
import { shellWords, tookText } from "../results/words.ts";
import { redactArgv } from "../text/redact.ts";
import { marked, type Parts } from "./readme-parts.ts";

/** A README.md for the submission, and what the user must check before it is submitted. */
export interface Readme {
  readonly text: string;
  readonly toCheck: readonly string[];
}

/** What is known about the results for a README. */
export interface ReadmeFacts {
  /** The heading's minor, `v1.35`. */
  readonly minor: string;
  /** The fields of PRODUCT.yaml. */
  readonly product: Readonly<Record<string, string>>;
  readonly runner: "kubectl conformance" | "sonobuoy" | undefined;
  /** The words of the command, if known. */
  readonly command?: readonly string[];
  /** The sha256 of the two files. */
  readonly digests: readonly string[];
  readonly parts: Parts;
  /** What the user must check in the parts. */
  readonly toCheck: readonly string[];
}

/**
 * Writes the README of a first submission: reviewers ask for the steps to repeat the results, not only for links
 * (cncf/k8s-conformance, faq.md). How the cluster was created is the one step that only the vendor can write.
 */
export function newReadme(facts: ReadmeFacts): Readme {
  return {
    text: readmeText(titleLine(facts.minor, facts.product), facts.parts),
    toCheck: [creationToDo, ...facts.toCheck],
  };
}

/** A complete README: the vendor's step, and the parts between their markers. */
export function readmeText(title: string, parts: Parts): string {
  const sections = [
    title,
    "## 1. Create the cluster",
    creation,
    marked("cluster", parts.cluster),
    "## 2. Get the tool",
    marked("tool", parts.tool),
    "## 3. Run the conformance tests",
    marked("run", parts.run),
    "## 4. The results",
    marked("results", parts.results),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** What the record of a run says. */
export function factsOf(record: RunRecord, product: Readonly<Record<string, string>>): ReadmeFacts {
  const { server, platform } = record.kubernetes;
  // other versions of this program left out less
  const command = redactArgv(record.command);
  const files = record.files.filter((file) => /\/(?:e2e\.log|junit_01\.xml)$/.test(file.path));
  return {
    minor: minorOf(server),
    product,
    runner: "kubectl conformance",
    command,
    digests: files.map(({ sha256 }) => sha256),
    parts: {
      cluster: clusterPart(`${inline(server)} on ${inline(platform)}`, record.nodes),
      tool: `${getTool}\n\nThe results here were made with version ${inline(record.tool.version)}.`,
      run: runPart(command, whatRan(record)),
      results: results(record, files),
    },
    toCheck: [],
  };
}

/** The cluster that the results come from, as far as it is known. */
export function clusterPart(version: string, nodes: readonly NodeRecord[]): string {
  const words = `The results here are of a cluster with Kubernetes ${version}`;
  return nodes.length === 0 ? `${words}.` : `${words} and these nodes:\n\n${nodeTable(nodes)}`;
}

/** How to get this program. */
export const getTool = fenced("kubectl krew install conformance\nkubectl conformance version --client", "sh");

/** The step that runs the tests; `settings` is a table of what ran. */
export function runPart(command: readonly string[], settings?: string): string {
  return [
    "As a user who is bound to the cluster role `cluster-admin`, with a kubeconfig that names the cluster:",
    fenced(shellWords(command), "sh"),
    "The command waits until the suite has ended, copies its files and removes what it made in the cluster.",
    ...(settings === undefined ? [] : [settings]),
  ].join("\n\n");
}

/** The heading: the minor, and the product with its version if they are known. */
export function titleLine(minor: string, product: Readonly<Record<string, string>>): string {
  const { name = "", version = "" } = product;
  return `# Conformance results for ${minor}${name === "" ? "" : `: ${inline(`${name} ${version}`.trim())}`}`;
}

/** What `creation` asks the user to do. */
const creationToDo = "README.md: write the commands that create the cluster into step 1";

/** The step that only the vendor can write. */
export const creation = `<!-- fill in: the commands that create the cluster, with the versions and settings they were given -->

${fenced("fill in: the commands that create the cluster", "sh")}`;

/** The nodes of the cluster, one row each. */
function nodeTable(nodes: readonly NodeRecord[]): string {
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

function results(record: RunRecord, files: readonly FileRecord[]): string {
  const { counts, times, deviations } = record;
  const took = tookText((Date.parse(times.finished) - Date.parse(times.started)) / 1000);
  return [
    `${counts.passed} of ${counts.total} tests passed, ${counts.failed} failed. The run began at ${inline(times.started)} and took ${took}.`,
    ...(deviations.length === 0 ? [] : [`They cannot certify: ${deviations.map(inline).join("; ")}.`]),
    fileTable(files),
  ].join("\n\n");
}

/** The files by their base names, with the checksums that identify a copy. */
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
