import { InputError } from "../../errors.ts";
import { closestNames, findNames } from "../../suite/required/find.ts";
import { safe } from "../../text/safe.ts";

const mostNames = 10;

/**
 * The one test among these names that is meant by its name, a part of it or some of its words.
 * @throws InputError if there is none, with the nearest names, or if there are several
 */
export function theTest(query: string, names: readonly string[]): string {
  if (names.includes(query)) return query;
  const found = findNames(query, names);
  const [name] = found;
  if (name !== undefined && found.length === 1) return name;
  if (name !== undefined) {
    const more = found.length > mostNames ? `\n  and ${found.length - mostNames} more` : "";
    throw new InputError(
      `${safe(query)}: ${found.length} tests match:${lines(found.slice(0, mostNames))}${more}`,
      { fix: "give more of its words, or its full name" },
    );
  }
  const nearest = closestNames(query, names);
  throw new InputError(
    `${safe(query)}: no test in the results matches${nearest.length === 0 ? "" : `; the nearest are:${lines(nearest)}`}`,
    { fix: "`results -o name` prints their names" },
  );
}

function lines(names: readonly string[]): string {
  return names.map((name) => `\n  ${safe(name)}`).join("");
}
