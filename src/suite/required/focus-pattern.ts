/**
 * Whether a `--focus` matches a name; the pattern is Go's, which JavaScript almost always reads the same way. Undefined if it
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
