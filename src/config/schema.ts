import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { commandsWithSettings, kindOf, settableFlags } from "./flags.ts";

interface FlagSchema {
  readonly description: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: { readonly type: readonly string[] };
}

const texts = ["string", "number"] as const;

type Flags = Readonly<Record<string, FlagSchema | { readonly $ref: string }>>;

/** The JSON Schema of a configuration file, from the declarations of the commands. */
export function configSchema(program: CommandUnknownOpts): object {
  const commands = [...commandsWithSettings(program)];
  const shared = flagsOf(commands.flatMap(([, command]) => settableFlags(command, "shared")));
  const own = commands.map(([words, command]) => {
    const flags = Object.entries(flagsOf(settableFlags(command, "own"))).map(([name, flag]) => [
      name,
      JSON.stringify(shared[name]) === JSON.stringify(flag) ? { $ref: `#/properties/${name}` } : flag,
    ]);
    const section = { description: command.summary(), ...mapOf(Object.fromEntries(flags)) };
    const flag = shared[words];
    return [words, flag === undefined ? section : { anyOf: [flag, section] }];
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of kubectl conformance",
    description: "The names of flags with their values; under the name of a command, only for this command.",
    ...mapOf({ ...shared, ...Object.fromEntries(own) }),
  };
}

function mapOf(properties: Flags): object {
  return { type: "object", additionalProperties: false, properties };
}

function flagsOf(options: readonly Option[]): Readonly<Record<string, FlagSchema>> {
  return Object.fromEntries(options.map((option) => [option.name(), flagSchema(option)]));
}

function flagSchema(option: Option): FlagSchema {
  const { description, argChoices } = option;
  if (argChoices !== undefined) return { description, enum: argChoices };
  switch (kindOf(option)) {
    case "switch":
      return { description, type: "boolean" };
    case "list":
      return { description, type: [...texts, "array"], items: { type: texts } };
    default:
      return { description, type: texts };
  }
}
