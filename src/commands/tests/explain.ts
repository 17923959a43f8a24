import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Explained } from "../../suite/required/explained.ts";
import { closestNames, findNames } from "../../suite/required/find.ts";
import { jsonText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `tests explain TEST`: what a test requires. */
export function explainCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((words, flags) => explainTest(context, words.join(" "), flags));
}

function declared({ name }: Context) {
  return new Command("explain")
    .summary("show what a test requires, since when, and where its source is")
    .description("Shows what a conformance test requires of a cluster, since when, and where its source is.")
    .argument("<test...>", "the test's name, a part of it, or some of its words")
    .option("--release <minor>", "only look among the tests of this release; e.g. --release v1.34")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} tests explain 'Pods should be submitted and removed'\n  ${name} tests explain session affinity NodePort switch\n  ${name} tests explain --release v1.34 'secure master service'`,
    );
}

type ExplainFlags = FlagsOf<typeof declared>;

const mostNames = 10;
const mostColumns = 100;

/**
 * Prints what a test requires.
 * @throws InputError if the words name no test, with the nearest names, or several, with the first of them
 */
async function explainTest({ io }: Context, query: string, flags: ExplainFlags): Promise<void> {
  const { explained } = await import("../../suite/required/explained.ts");
  const { listedTests } = await import("../../suite/required/required.ts");
  const { requirementTexts } = await import("../../suite/required/texts.ts");
  const { readRelease } = await import("./release.ts");
  const release = readRelease(flags.release, "--release");
  const texts = await requirementTexts();
  const newest = listedTests(release.minor) ?? [];
  // a name that is gone is still explained, unless a release is named
  const name = theOne(query, flags.release === undefined ? [newest, [...texts.keys()]] : [newest]);
  const text = texts.get(name);
  if (text === undefined) throw new InputError(`tests explain ${safe(query)}: its text is unknown`);
  const test = explained(text);
  io.stdout.write(
    flags.output === "json"
      ? jsonText(test)
      : asText(test, Math.min(io.stdout.columns ?? mostColumns, mostColumns)),
  );
}

/** The one name that is meant, from the first of these lists that has any. */
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
      `${safe(query)}: ${found.length} tests match:${lines(found.slice(0, mostNames))}${more}`,
      { fix: "give more of its words, or its full name" },
    );
  }
  const nearest = closestNames(query, all);
  throw new InputError(
    `${safe(query)}: no test matches${nearest.length === 0 ? "" : `; the nearest are:${lines(nearest)}`}`,
    { fix: "`tests list` has their names" },
  );
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

/** The text in lines of at most `width` characters, as far as its words allow it. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
