/** Whether a text is another file of that name: krew's manifest of this plugin, or Kubernetes' list of conformance tests. */
export function isAnother(text: string): boolean {
  return /^kind:\s*Plugin\s*$/m.test(text) || /^- testname:/m.test(text);
}
