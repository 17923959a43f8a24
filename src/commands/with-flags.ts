import type { Command, OptionValues } from "@commander-js/extra-typings";

/** The values of the flags that a function declares, as commander infers them from the declaration. */
export type FlagsOf<Declare extends (...given: never[]) => { opts(): OptionValues }> = ReturnType<
  ReturnType<Declare>["opts"]
>;

/** Adds flags that several commands share, with their types, to a command. */
export function withFlags<Args extends unknown[], Own extends OptionValues, More extends OptionValues>(
  command: Command<Args, Own>,
  declare: (onto: Command) => Command<[], More>,
): Command<Args, Own & More> {
  // declaring onto a command with unknown flags is too deep for the compiler
  return declare(command as unknown as Command) as unknown as Command<Args, Own & More>;
}
