import type { V1LabelSelector } from "@kubernetes/client-node";

export type Labels = Readonly<Record<string, string>>;

/** Whether labels match a label selector, by the API's rules; a missing or empty selector matches everything. */
export function matchesLabels(selector: V1LabelSelector | undefined, labels: Labels): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return equal && (selector?.matchExpressions ?? []).every((term) => matchesTerm(term, labels));
}

function matchesTerm(
  term: { readonly key: string; readonly operator: string; readonly values?: readonly string[] },
  labels: Labels,
): boolean {
  const value = labels[term.key];
  const values = term.values ?? [];
  switch (term.operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
