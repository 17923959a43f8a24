import { type CommandUnknownOpts, InvalidArgumentError, type Option } from "@commander-js/extra-typings";
import { InputError } from "../errors.ts";
import { redactArgv } from "../text/redact.ts";
import { conflictsOf, kindOf } from "./flags.ts";
import { isSecret, type Setting } from "./setting.ts";

/**
 * Sets the flags of a command that are neither on its line nor in conflict with it; of several settings for a flag, the
 * first counts. Returns the settings in effect.
 * @throws InputError naming the place of a value that the flag does not accept
 */
export function applySettings(command: CommandUnknownOpts, settings: readonly Setting[]): readonly Setting[] {
  const applied = new Map<string, Setting>();
  const set: Option[] = [];
  for (const given of settings) {
    const option = command.options.find((one) => one.name() === given.flag);
    if (option === undefined || applied.has(given.flag) || isOverridden(command, option)) continue;
    const setting = given.by === "variable" && kindOf(option) === "list" ? byLine(given) : given;
    const inTheWay = (other: Option) => exclude(option, other);
    const value = flagValue(option, setting);
    const clash = value === false ? undefined : applied.get(set.find(inTheWay)?.name() ?? "");
    if (clash !== undefined) {
      if (clash.by !== setting.by) continue; // earlier settings override it
      throw new InputError(`${setting.from}: ${setting.flag} cannot be combined with ${clash.flag}`, {
        fix: `remove one of them; the other is in ${clash.from}`,
      });
    }
    applied.set(setting.flag, setting);
    if (value !== false) set.push(option);
    command.setOptionValueWithSource(option.attributeName(), value, "config");
  }
  return [...applied.values()];
}

/** Whether the command line has this flag, or one that cannot be combined with it. */
export function isOverridden(command: CommandUnknownOpts, option: Option): boolean {
  const isGiven = (one: Option) => command.getOptionValueSource(one.attributeName()) === "cli";
  const isSet = (one: Option) => isGiven(one) && command.getOptionValue(one.attributeName()) !== undefined;
  return isGiven(option) || command.options.some((other) => isSet(other) && exclude(option, other));
}

function exclude(one: Option, other: Option): boolean {
  return conflictsOf(one).includes(other.attributeName()) || conflictsOf(other).includes(one.attributeName());
}

/** A variable contains a list with one value per line: values have commas and spaces of their own. */
function byLine(setting: Setting): Setting {
  const values = setting.values.flatMap((value) => value.split("\n"));
  return { ...setting, values: values.map((value) => value.trim()).filter((value) => value !== "") };
}

function flagValue(option: Option, { flag, values, from }: Setting): unknown {
  const shown = isSecret(flag) ? "" : ` ${redactArgv(values).join(",")}`;
  const refuse = (why: string) => new InputError(`${from}: ${flag}${shown}: ${why}`);
  const kind = kindOf(option);
  if (kind === "list") {
    return values.reduce<unknown>((before, value) => option.parseArg?.(value, before), undefined);
  }
  const [value = "", ...more] = values;
  if (more.length > 0) throw refuse("the flag takes a single value");
  if (kind === "switch") {
    if (!/^(?:true|false|1|0)$/.test(value)) throw refuse("write true or false");
    return value === "true" || value === "1";
  }
  try {
    return option.parseArg === undefined ? value : option.parseArg<unknown>(value, undefined);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw refuse(error.message);
    throw error;
  }
}

/** The settings as words of a command line. */
export function asWords(command: CommandUnknownOpts, settings: readonly Setting[]): string[] {
  return settings.flatMap(({ flag, values }) => {
    const option = command.options.find((one) => one.name() === flag);
    if (option === undefined) return [];
    if (kindOf(option) !== "switch") return values.map((value) => `--${flag}=${value}`);
    return command.getOptionValue(option.attributeName()) === true ? [`--${flag}`] : [];
  });
}
