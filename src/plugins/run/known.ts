import { InputError } from "../../errors.ts";
import { namePrefix, type Runs } from "../../run/runs.ts";
import { type PluginMarks, readPluginMarks } from "./state.ts";

/** The runs of plugins among all runs, oldest first; a binding that cannot be read is left out. */
export function pluginRuns({ ofPlugins }: Pick<Runs, "ofPlugins">): PluginMarks[] {
  const marks = ofPlugins.flatMap((binding) => {
    try {
      return [readPluginMarks(binding)];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
  return marks.sort(
    (one, other) => one.created.getTime() - other.created.getTime() || (one.id < other.id ? -1 : 1),
  );
}

/**
 * The run of plugins that the user means, as `chooseRun` finds those of the suite; undefined if a run of the suite may be meant.
 * @throws InputError if the word means several runs, or there is none and there are several
 */
export function meantPlugins(all: Runs, given: string | undefined): PluginMarks | undefined {
  const word = given?.replace(namePrefix, "");
  const marks = pluginRuns(all);
  const isMeant = ({ id }: { readonly id: string }, namespace: string) =>
    word === undefined || (word !== "" && (id.startsWith(word) || id.endsWith(word) || namespace === word));
  const exact = marks.find(({ id }) => id === word);
  if (exact !== undefined) return exact;
  const found = marks.filter((one) => isMeant(one, one.namespace.name));
  const ofSuite = all.runs.filter((run) => isMeant(run, run.namespace));
  const [first] = found;
  if (first === undefined || (word !== undefined && ofSuite.some(({ id }) => id === word))) return undefined;
  if (found.length + ofSuite.length === 1) return first;
  throw new InputError(word === undefined ? "there are several runs" : `several runs match ${word}`, {
    fix: `name one of: ${[...all.runs, ...marks].map(({ id }) => id).join(", ")}`,
  });
}
