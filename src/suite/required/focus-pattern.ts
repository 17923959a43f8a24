/**
 * Whether a name is one that a `--focus` matches, a pattern of Go's, which this language reads nearly always alike; undefined where it
 * cannot read it. Ginkgo matches a pattern against the suite's title, a space, and the name.
 */
export function focusMatcher(focus: string): ((name: string) => boolean) | undefined {
  const [flagged = "", flags = ""] = /^\(\?([is]+)\)/.exec(focus) ?? [];
  try {
    const pattern = new RegExp(focus.slice(flagged.length), flags);
    return (name) => pattern.test(`Kubernetes e2e suite ${name}`);
  } catch {
    return undefined;
  }
}
