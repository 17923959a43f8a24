/** The random namespaces of the upstream suite's tests. */
const namespace =
  /\b(?:ai-conformance|gang-scheduling|accelerator-autoscaling|ai-service-metrics|sandbox-conformance|crd-controller)-[a-z0-9]{5}\b/g;

/** The namespaces that tests named in their output, without those that they said they clean up. */
export function leftNamespaces(output: readonly string[]): string[] {
  const named = new Set<string>();
  for (const line of output)
    for (const [name] of line.matchAll(namespace)) {
      if (/clean(?:ing|ed) up|delet/i.test(line)) named.delete(name);
      else named.add(name);
    }
  return [...named].sort();
}
