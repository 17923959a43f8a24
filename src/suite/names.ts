/** The tags in a spec's name, without brackets, in order: `sig-node`, `NodeConformance`, `Conformance`. */
export function tagsOf(name: string): string[] {
  return [...withoutConstraints(name).matchAll(/\[([^[\]]+)\]/g)].map((tag) => tag[1] ?? "");
}

// ` [Conformance: [>=1.41], kubelet: [>=1.37 <1.45]]`
const componentConstraints = / \[(?:[^[\]]+: \[[^[\]]*\](?:, )?)+\]$/;
// ` [>= 1.2.0, < 3.0.0]`
const ownConstraints = / \[[<>=!~^][^[\]]*\]$/;

/**
 * The name without the version constraints that Ginkgo 2.28 and newer append to it in headings and in the junit
 * (ginkgo v2 reporters/junit_report.go): a spec is the same with and without them, and `--focus` does not see them.
 */
export function withoutConstraints(name: string): string {
  if (!name.endsWith("]")) return name;
  return name.replace(componentConstraints, "").replace(ownConstraints, "");
}

/** The special interest group that owns a spec, `sig-node`; undefined for names without one. */
export function sigOf(name: string): string | undefined {
  return tagsOf(name).find((tag) => tag.startsWith("sig-"));
}

/** Whether the spec counts for certification: its name has the tag `[Conformance]`. */
export function isConformance(name: string): boolean {
  return name.includes("[Conformance]");
}

/** Whether the name is that of one of the suite's own nodes, which log and junit list among the specs. */
export function isSuiteNode(name: string): boolean {
  return /^\[(?:(?:Synchronized)?(?:Before|After)Suite|Report(?:Before|After)Suite|DeferCleanup \(Suite\))\]/.test(
    name,
  );
}

/**
 * The regexp for --focus that matches exactly the specs with these names: Ginkgo matches against the suite's title,
 * a space, and the name (ginkgo v2 internal/focus.go). Without names, a regexp that matches nothing.
 */
export function focusFor(names: readonly string[]): string {
  if (names.length === 0) return "[^\\s\\S]";
  return `(?:^| )(?:${names.map(quoteMeta).join("|")})$`;
}

/** `text` as an RE2 regexp that matches it literally: what Go's regexp.QuoteMeta escapes. */
function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** Labels that the Kubernetes framework gives a spec without a tag in its name (framework/ginkgowrapper.go). */
const labelsWithoutTag = new Set(["BetaOffByDefault"]);

/**
 * The name in a heading of the log, which is followed by labels and constraints and has the failed node's type in the middle:
 * `[sig-network] Services [It] should … [Conformance] [sig-network, Conformance]`.
 */
export function bareName(heading: string, failedNode?: string): string {
  const name = withoutLabels(heading);
  if (failedNode === undefined) return name;
  const marker = `[${failedNode}] `;
  return name.replace(`TOP-LEVEL ${marker}`, "").replace(marker, "");
}

/** Every label is also a tag in the name, so a last bracket with anything new belongs to the name. */
function withoutLabels(text: string): string {
  const heading = withoutConstraints(text);
  const labels = /^(.*) \[([^[\]]*)\]$/.exec(heading);
  if (labels === null) return heading;
  const [, name = "", list = ""] = labels;
  const tags = new Set(tagsOf(name));
  const repeats = list.split(", ").every((label) => tags.has(label) || labelsWithoutTag.has(label));
  return repeats ? name : heading;
}

/** Whether Ginkgo runs a spec alone, after those that run side by side. */
export function isSerial(name: string): boolean {
  return name.includes("[Serial]");
}
