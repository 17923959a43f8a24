import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import { InputError } from "../../errors.ts";
import { modeNames } from "../../suite/modes.ts";
import { sigOf, tagsOf } from "../../suite/names.ts";
import { jsonText, yamlText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";
import type { HeldRelease } from "./release.ts";

/** `tests list`: the conformance tests of a release. */
export function listCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => listTests(context, flags));
}

function declared({ name }: Context) {
  return new Command("list")
    .summary("list the conformance tests of a release")
    .description(
      "Lists the conformance tests of a release, from Kubernetes' own list for that release. With --mode, --focus and --skip it lists those that `run` with the same flags would run; a suite has further tests, which do not count for certification and which a --focus may match too.",
    )
    .option("--release <minor>", "the release; e.g. --release v1.35 (default: the newest known one)")
    .option("--sig <name>", "only tests of this special interest group; e.g. --sig node")
    .option("--tag <tag>", "only tests with this tag in their name; e.g. --tag Slow")
    .addOption(new Option("--mode <mode>", "only tests that run --mode would run").choices(modeNames))
    .option("--focus <regexp>", "only tests that run --focus would run; e.g. --focus 'Services.*affinity'")
    .option("--skip <regexp>", "only tests that run --skip would keep; e.g. --skip '\\[Serial\\]'")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "wide", "json", "yaml", "name"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} tests list\n  ${name} tests list --release v1.35 --sig node --tag Slow\n  ${name} tests list --release v1.34 -o name | wc -l\n  # what would this run?\n  ${name} tests list --mode non-disruptive-conformance --skip '\\[Slow\\]'`,
    );
}

type ListFlags = FlagsOf<typeof declared>;

interface Item {
  readonly name: string;
  readonly title: string;
  readonly sig: string;
  /** Without the SIG and `Conformance`. */
  readonly tags: readonly string[];
  /** The minors since which it is required, and since which it has its current requirement. */
  readonly since: readonly string[];
  readonly file: string;
  /** False for those that the list has before they are required. */
  readonly required: boolean;
}

/** Prints the tests of a release. Throws InputError for a release, SIG or tag that does not exist. */
async function listTests({ io }: Context, flags: ListFlags): Promise<void> {
  const { readRelease } = await import("./release.ts");
  const release = readRelease(flags.release, "--release");
  const all = await itemsOf(release);
  const { wouldRun } = await import("./would-run.ts");
  const isRun = wouldRun(flags);
  const sig = flags.sig === undefined ? undefined : `sig-${flags.sig.replace(/^sig-/, "")}`;
  const chosen = choose(
    choose(all, "--sig", sig, (item) => [item.sig], all),
    "--tag",
    flags.tag?.replace(/^\[(.*)\]$/, "$1"),
    (item) => item.tags,
    all,
  ).filter(({ name }) => isRun(name));
  if (chosen.length === 0) {
    const choosing = flags.mode ?? flags.focus ?? flags.skip;
    io.stderr.write(
      choosing === undefined
        ? `No test of ${release.minor} is of ${sig} and tagged ${flags.tag}.\n`
        : `No test of ${release.minor} would run.\n`,
    );
    const { focusNotice } = await import("../../run/focus-notice.ts");
    const notice = flags.focus === undefined ? undefined : focusNotice(flags.focus, release.minor);
    if (notice !== undefined) io.stderr.write(`${safe(notice)}\n`);
  }
  if (flags.release === undefined && (flags.output === "table" || flags.output === "wide"))
    io.stderr.write(`of ${release.minor}, the newest release that is known here; --release names another\n`);
  io.stdout.write(await render(chosen, release, flags.output));
  const early = chosen.filter((item) => !item.required).length;
  if (early > 0) {
    io.stderr.write(
      `${early} of these ${chosen.length} are required only from a later release on: the suite of ${release.minor} runs them, but a submission does not need them.\n`,
    );
  }
}

async function itemsOf({ minor }: HeldRelease): Promise<Item[]> {
  const { listedTests, requiredTests } = await import("../../suite/required/required.ts");
  const { requirementTexts } = await import("../../suite/required/texts.ts");
  const texts = await requirementTexts();
  const required = new Set(requiredTests(minor));
  return (listedTests(minor) ?? []).map((name) => {
    const text = texts.get(name);
    const sig = sigOf(name) ?? "";
    return {
      name,
      title: text?.title ?? "",
      sig,
      tags: tagsOf(name).filter((tag) => tag !== sig && tag !== "Conformance"),
      since: text?.releases ?? [],
      file: text?.file ?? "",
      required: required.has(name),
    };
  });
}

/** Those of `items` with the value of a flag, in any case. Throws InputError if none of `all` has it. */
function choose(
  items: readonly Item[],
  flag: string,
  wanted: string | undefined,
  valuesOf: (item: Item) => readonly string[],
  all: readonly Item[],
): readonly Item[] {
  if (wanted === undefined) return items;
  const has = (item: Item) => valuesOf(item).some((value) => value.toLowerCase() === wanted.toLowerCase());
  if (!all.some(has)) {
    const values = [...new Set(all.flatMap(valuesOf))].sort();
    throw new InputError(`${flag} ${wanted}: no test has it`, { fix: `choose one of ${values.join(", ")}` });
  }
  return items.filter(has);
}

async function render(
  items: readonly Item[],
  release: HeldRelease,
  output: ListFlags["output"],
): Promise<string> {
  const whole = { release: release.minor, source: release.release, items };
  switch (output) {
    case "json":
      return jsonText(whole);
    case "yaml":
      return yamlText((await import("yaml")).stringify(whole, { lineWidth: 0 }));
    case "name":
      return items.map((item) => `${item.name}\n`).join("");
    case "wide":
      return columns(
        ["SIG", "SINCE", "TAGS", "TITLE", "FILE", "NAME"],
        items.map((item) => [
          item.sig,
          item.since.join(","),
          item.tags.join(","),
          item.title,
          item.file,
          item.name,
        ]),
      );
    default:
      return columns(
        ["SIG", "SINCE", "NAME"],
        items.map((item) => [item.sig, item.since[0] ?? "", item.name]),
      );
  }
}
