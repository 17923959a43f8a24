import { InputError } from "../../errors.ts";
import { diffRequired } from "../../suite/required/diff.ts";
import { closestNames, findNames } from "../../suite/required/find.ts";
import type { ListedTest } from "../../suite/required/parse.ts";
import { heldMinors, heldRelease, listedTests, minorsWith } from "../../suite/required/required.ts";
import { requirementTexts } from "../../suite/required/texts.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { readRelease } from "./release.ts";

export interface ExplainFlags {
  readonly release?: string;
  readonly output: "text" | "json";
}

/** A test's requirement and where it stands in the lists held. */
interface Explained extends ListedTest {
  /** The minors whose lists have it. */
  readonly listed: readonly string[];
  /** Its source, at the release that the text is of. */
  readonly source: string;
  /** What it was called in the list before its first, and is called in the one after its last. */
  readonly before?: string;
  readonly after?: string;
}

const mostNames = 10;
const mostColumns = 100;

/**
 * Prints what a test requires.
 * @throws InputError where the words name none, with the nearest, or several, with the first of them
 */
export async function explainTest({ io }: Context, query: string, flags: ExplainFlags): Promise<void> {
  const release = readRelease(flags.release, "--release");
  const texts = await requirementTexts();
  const newest = listedTests(release.minor) ?? [];
  // a name that has gone since is still explained, unless one release is asked for
  const name = theOne(query, flags.release === undefined ? [newest, [...texts.keys()]] : [newest]);
  const text = texts.get(name);
  if (text === undefined) throw new InputError(`tests explain ${safe(query)}: its text is not known`);
  const explained = explain(text);
  io.stdout.write(
    flags.output === "json"
      ? `${JSON.stringify(explained, null, 4)}\n`
      : asText(explained, Math.min(io.stdout.columns ?? mostColumns, mostColumns)),
  );
}

/** The one name that is meant, of the first of these lists with any that is. */
function theOne(query: string, lists: readonly (readonly string[])[]): string {
  const all = lists.flat();
  if (all.includes(query)) return query;
  const found = lists.map((names) => findNames(query, names)).find((names) => names.length > 0) ?? [];
  const [name] = found;
  if (name !== undefined && found.length === 1) return name;
  const lines = (names: readonly string[]) => names.map((known) => `\n  ${known}`).join("");
  if (name !== undefined) {
    const more = found.length > mostNames ? `\n  and ${found.length - mostNames} more` : "";
    throw new InputError(
      `${safe(query)}: ${found.length} tests are meant by this:${lines(found.slice(0, mostNames))}${more}`,
      { fix: "give more of its words, or its whole name" },
    );
  }
  const nearest = closestNames(query, all);
  throw new InputError(
    `${safe(query)}: no test is known by this${nearest.length === 0 ? "" : `; the nearest are:${lines(nearest)}`}`,
    { fix: "`tests list` has their names" },
  );
}

function explain(text: ListedTest): Explained {
  const listed = minorsWith(text.name);
  const held = heldMinors();
  const [first = "", last = ""] = [listed[0], listed.at(-1)];
  const before = renames(held[held.indexOf(first) - 1], first).find(({ to }) => to === text.name)?.from;
  const after = renames(last, held[held.indexOf(last) + 1]).find(({ from }) => from === text.name)?.to;
  return {
    ...text,
    listed,
    source: `https://github.com/kubernetes/kubernetes/blob/${heldRelease(last)}/${text.file}`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function renames(from: string | undefined, to: string | undefined) {
  if (from === undefined || to === undefined) return [];
  return diffRequired(listedTests(from) ?? [], listedTests(to) ?? []).renamed;
}

function asText(test: Explained, width: number): string {
  const [first = "", last = ""] = [test.listed[0], test.listed.at(-1)];
  const [since = "", ...changed] = test.releases;
  const facts = [
    ["Title", test.title],
    ["Since", changed.length === 0 ? since : `${since}, changed in ${changed.join(" and ")}`],
    ["Listed", first === last ? first : `${first} to ${last}`],
    ...(test.before === undefined ? [] : [[`Before ${first}`, test.before]]),
    ...(test.after === undefined ? [] : [[`After ${last}`, test.after]]),
    ["Source", test.source],
  ];
  const lines = facts.map(([label = "", value]) => `${label.padEnd(14)}${value}`);
  return `${test.name}\n\n${lines.join("\n")}\n\n${wrapped(test.description, width).join("\n")}\n`;
}

/** The text in lines of at most `width` characters, where its words allow it. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
