import type { Breach } from "./checker.ts";

/** What two breaches have in common that are of one kind: the rule and the words, without the names and numbers in them. */
export function kindOf({ rule, seen }: Pick<Breach, "rule" | "seen">): string {
  const words = seen
    .replace(/client \d+/g, "client")
    .replace(/(^| left )(configmaps|namespaces|pods|serviceaccounts|secrets)\/.*/, "$1objects")
    .replace(/\b(configmaps|namespaces|pods|serviceaccounts|secrets)\/[^\s,]+/g, "$1/…")
    .replace(/[\w./:-]*\d[\w./:-]*/g, "#")
    .slice(0, 110);
  return `${rule}: ${words}`;
}
