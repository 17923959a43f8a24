import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { safe } from "../display/safe.ts";
import { type ExitCode, firstLine, InputError } from "../errors.ts";
import { parseJunit } from "../suite/junit.ts";
import { focusFor, isConformance } from "../suite/names.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import type { Context } from "./context.ts";
import type { RerunFlags } from "./rerun.ts";
import { runAction } from "./run/action.ts";

/** Runs some specs of an earlier run again. Throws InputError where there is nothing to run. */
export async function rerunAction(context: Context, flags: RerunFlags): Promise<ExitCode> {
  const { io } = context;
  const folder = flags.failed ?? flags.rest;
  if (folder === undefined) throw new InputError("rerun needs --failed FOLDER or --rest FOLDER");
  const flag = flags.failed === undefined ? "--rest" : "--failed";
  const specs = await readSpecs(path.resolve(io.cwd, folder), `${flag} ${folder}`);
  const { failed, rest, ...run } = flags;
  if (flags.rest !== undefined) {
    const done = specs
      .filter((spec) => spec.state === "passed" || hasFailed(spec.state))
      .map((spec) => spec.name);
    return (await runAction(context, { ...run, ...(done.length === 0 ? {} : { skip: focusFor(done) }) }))
      .code;
  }
  const names = specs.filter((spec) => hasFailed(spec.state)).map((spec) => spec.name);
  if (names.length === 0) throw new InputError(`--failed ${folder}: no spec failed there`);
  const again = await runAction(context, { ...run, focus: focusFor(names) });
  if (flags.output !== "jsonl") io.stderr.write(compare(names, again.specs));
  return again.code;
}

/** What the second attempt says of each spec that failed at the first. */
function compare(names: readonly string[], again: readonly SpecResult[]): string {
  return names
    .map((name) => {
      const state = again.find((spec) => spec.name === name)?.state;
      const verdict = state === undefined ? "not run" : state === "passed" ? "flaky" : "failing";
      return `${verdict.padEnd(11)}${safe(name)}\n`;
    })
    .join("");
}

async function readSpecs(folder: string, origin: string): Promise<SpecResult[]> {
  let files: string[];
  try {
    files = (await readdir(folder, { recursive: true })).filter(
      (file) => path.basename(file) === "junit_01.xml",
    );
  } catch (error) {
    throw new InputError(`${origin}: ${firstLine(error)}`);
  }
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw new InputError(
      `${origin}: ${files.length === 0 ? "holds no junit_01.xml" : "holds several junit_01.xml"}`,
      {
        fix: "name the results folder of one run",
      },
    );
  }
  const { cases } = parseJunit(await readFile(path.join(folder, file), "utf8"), path.join(folder, file));
  return cases.filter((spec) => isConformance(spec.name) || spec.state !== "skipped");
}
