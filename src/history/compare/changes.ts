import type { Build, NodeKind } from "../build/schema.ts";

/** Something about a cluster or a run that is not as it was. */
export interface Change {
  /** What it is: `Kubernetes`, `kernel`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The facts of a build, without its tests. */
export type Facts = Omit<Build, "tests">;

/**
 * What changed from one run to the next: versions, nodes, their kernels and runtimes, the image, the flags. What either of them does not say is
 * not a change.
 */
export function changesBetween(before: Facts, after: Facts): readonly Change[] {
  return fields.flatMap(([what, of]) => {
    const [was, is] = [of(before), of(after)];
    return was === undefined || is === undefined || was === is ? [] : [{ what, before: was, after: is }];
  });
}

const fields: readonly (readonly [what: string, of: (facts: Facts) => string | undefined])[] = [
  ["Kubernetes", ({ versions }) => versions.server],
  ["suite", ({ versions }) => versions.suite],
  ["image", ({ image }) => image?.name],
  ["image digest", ({ image }) => image?.digest],
  [
    "nodes",
    ({ nodes }) => (nodes.length === 0 ? undefined : String(nodes.reduce((sum, one) => sum + one.count, 0))),
  ],
  ["kubelet", ofNodes(({ kubelet }) => kubelet)],
  ["platform", ofNodes(({ os, architecture }) => `${os}/${architecture}`)],
  ["OS image", ofNodes(({ osImage }) => osImage)],
  ["kernel", ofNodes(({ kernel }) => kernel)],
  ["container runtime", ofNodes(({ containerRuntime }) => containerRuntime)],
  ["mode", ({ suite }) => suite.mode],
  ["focus", ({ suite }) => quoted(suite.focus)],
  ["skip", ({ suite }) => quoted(suite.skip)],
  ["processes", ({ suite }) => suite.processes?.toString()],
  ["flags", ({ command }) => flagsOf(command)],
  ["runner", ({ runner }) => (runner === "unknown" ? undefined : runner)],
  ["tool", ({ tool }) => tool],
];

/** A value of all nodes: `6.1.0-31`, or with how many nodes have it, if they differ: `6.1.0-30 (2), 6.1.0-31 (1)`. */
function ofNodes(of: (kind: NodeKind) => string): (facts: Facts) => string | undefined {
  return ({ nodes }) => {
    const counts = new Map<string, number>();
    for (const kind of nodes) counts.set(of(kind), (counts.get(of(kind)) ?? 0) + kind.count);
    if (counts.size === 0) return undefined;
    if (counts.size === 1) return [...counts.keys()][0];
    return [...counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, count]) => `${value} (${count})`)
      .join(", ");
  };
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : text === "" ? "none" : text;
}

// what differs in each run, or is compared by itself
const ownWay = /^--(?:results-dir|publish|context|kubeconfig|mode|focus|skip|conformance-image|image-repo)$/;

/** The flags of a command, without those that are compared otherwise, or say only where the results go. */
function flagsOf(command: readonly string[] | undefined): string | undefined {
  if (command === undefined) return undefined;
  const words: string[] = [];
  for (let index = 0; index < command.length; index++) {
    const word = command[index] ?? "";
    const [name = ""] = word.split("=", 1);
    if (!word.startsWith("-")) continue;
    const next = command[index + 1];
    const hasValue = !word.includes("=") && next !== undefined && !next.startsWith("-");
    if (!ownWay.test(name)) words.push(hasValue ? `${word} ${next}` : word);
  }
  return words.length === 0 ? "none" : words.toSorted().join(" ");
}

/** A change in a line: `kernel 6.1.0-30 → 6.1.0-31`. */
export function changeWords({ what, before, after }: Change): string {
  return `${what} ${before} → ${after}`;
}
