import { nearest } from "../../config/nearest.ts";
import { closestNames } from "./find.ts";

const most = 3;

/**
 * The names that a `--focus` without a match most likely means, by the words in its pattern; a mistyped word counts as the nearest one that
 * is in a name. At most three.
 */
export function namesNearFocus(focus: string, names: readonly string[]): readonly string[] {
  const known = [
    ...new Set(names.flatMap((name) => name.split(/[\s[\]:]+/).filter((word) => word.length > 3))),
  ];
  const text = names.join("\n").toLowerCase();
  const found = alternatives(focus).flatMap((words) => {
    const spelled = words.map((word) =>
      text.includes(word.toLowerCase()) ? word : (nearest(word, known) ?? word),
    );
    return closestNames(spelled.join(" "), names);
  });
  return [...new Set(found)].slice(0, most);
}

/** The words of each part of a pattern, without regexp syntax. */
function alternatives(focus: string): readonly (readonly string[])[] {
  return focus
    .replace(/^\(\?[a-zA-Z]+\)/, "")
    .replace(/\\([^a-zA-Z0-9])/g, "$1")
    .replace(/\\[a-zA-Z]|\.[*+?]?|[\^$*+?()]|\(\?:/g, " ")
    .split("|")
    .map((part) => part.split(/\s+/).filter((word) => /\p{L}/u.test(word)))
    .filter((words) => words.length > 0);
}
