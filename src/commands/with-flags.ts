import type { Command, OptionValues } from "@commander-js/extra-typings";

/** The values of the flags that a function declares, as commander infers them from the declaration. */
export type FlagsOf<Declare extends (...given: never[]) => { opts(): OptionValues }> = ReturnType<
  ReturnType<Declare>["opts"]
>;

/** Gives a command flags that several commands share, and their type. */
export function withFlags<Args extends unknown[], Own extends OptionValues, More extends OptionValues>(
  command: Command<Args, Own>,
  declare: (onto: Command) => Command<[], More>,
): Command<Args, Own & More> {
  // to declare onto a command whose flags are not known takes the compiler deeper than it goes
  return declare(command as unknown as Command) as unknown as Command<Args, Own & More>;
}
