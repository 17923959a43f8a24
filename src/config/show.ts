import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { stringify } from "yaml";
import { redactArgv } from "../text/redact.ts";
import { kindOf, settableFlags } from "./flags.ts";
import { isSecret, type Setting } from "./setting.ts";

/** The value of every flag of a command and its origin, as a configuration file with the same effect, followed by `notes`. */
export function shownConfig(
  command: CommandUnknownOpts,
  words: string,
  applied: readonly Setting[],
  notes: readonly string[],
): string {
  const places = new Map(applied.map(({ flag, from }) => [flag, from]));
  const lines = settableFlags(command, "own").flatMap((option) => {
    const attribute = option.attributeName();
    const source = command.getOptionValueSource(attribute);
    const isOff = source === "cli" && kindOf(option) === "switch";
    const value: unknown = command.getOptionValue(attribute) ?? (isOff ? false : undefined);
    if (value === undefined) return [];
    const from = places.get(option.name()) ?? (source === "cli" ? "flag" : "default");
    const shown = isSecret(option.name()) ? "(not shown)" : withoutSecrets(value);
    const yaml = stringify(
      { [option.name()]: shown },
      { flowCollectionPadding: false, lineWidth: 0, collectionStyle: "flow" },
    );
    // of a flow mapping, what is between its braces
    return [{ text: yaml.trim().slice(1, -1).trim(), from }];
  });
  const width = Math.max(0, ...lines.map(({ text }) => text.length));
  return [
    `${words}:`,
    ...lines.map(({ text, from }) => `  ${text.padEnd(width)}  # ${from}`),
    ...notes.map((note) => `  # ${note}`),
    "",
  ].join("\n");
}

/** A flag's value, without anything in a URL or an argument that must not be shown. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return typeof value === "string" ? redactArgv([value])[0] : value;
}
