import { Option } from "@commander-js/extra-typings";
import { InputError } from "../errors.ts";
import type { Sink } from "../process/io.ts";

/** What a dry run sends: nothing that changes anything, or requests that the server checks without storing anything. */
export type DryRun = "client" | "server";

const unsaid = "unchanged";

/** kubectl's `--dry-run`; `bare` is its meaning without a value, by default the one that kubectl has deprecated. */
export function dryRunOption(description: string, bare = unsaid) {
  const option = new Option("--dry-run [none|client|server]", description).preset(bare);
  // commander's own choices would refuse what kubectl still accepts
  option.argChoices = ["none", "client", "server"];
  return option;
}

/**
 * Reads `--dry-run` as kubectl does (`pkg/cmd/util/helpers.go`, `GetDryRunStrategy`); undefined is no dry run. A warning for the forms
 * that kubectl has deprecated goes to `stderr`, in kubectl's words.
 * @throws InputError in kubectl's words
 */
export function readDryRun(given: string | true | undefined, stderr: Sink): DryRun | undefined {
  const value = given ?? "none";
  const deprecated = (now: string, means: string) =>
    stderr.write(`warning: ${now} is deprecated and can be replaced with --dry-run=${means}.\n`);
  if (value === "none") return undefined;
  if (value === "client" || value === "server") return value;
  if (value === true || value === unsaid) {
    deprecated("--dry-run", "client");
    return "client";
  }
  if (/^(?:1|t|true)$/i.test(value)) {
    deprecated(`--dry-run=${value}`, "client");
    return "client";
  }
  if (/^(?:0|f|false)$/i.test(value)) {
    deprecated(`--dry-run=${value}`, "none");
    return undefined;
  }
  throw new InputError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/**
 * Reads `--dry-run` for a command that only this program can rehearse.
 * @throws InputError if the server was to do so
 */
export function isDryRun(given: string | true | undefined, stderr: Sink): boolean {
  const how = readDryRun(given, stderr);
  if (how !== "server") return how !== undefined;
  throw new InputError("--dry-run=server: only client is possible here", {
    fix: "take --dry-run=client",
  });
}
