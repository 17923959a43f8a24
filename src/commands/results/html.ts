import path from "node:path";
import { inTurns } from "../../async/steps.ts";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readEvents } from "../../report/events-file.ts";
import { reportHtml } from "../../report/html.ts";
import { LogParts } from "../../report/logs.ts";
import { subjectOf } from "../../report/subject.ts";
import type { ResultsView, ViewedSpec } from "../../results/view.ts";
import { sliceSteps } from "../../suite/log/slices.ts";
import type { Printed } from "./printed.ts";

/**
 * `-o html`: a page for a browser that needs no network.
 * @throws InputError if it would go to a terminal
 */
export async function asHtml({ view, chosen, isChosen, name, io }: Printed): Promise<string[]> {
  if (io.stdout.isTTY) {
    throw new InputError("-o html prints a whole page, which a terminal cannot show", {
      fix: `write it to a file: ${name} results -o html > report.html`,
    });
  }
  return [await reportPage(view, isChosen ? chosen : view.specs, io)];
}

/** The page of results with some of their specs, with the events and the evidence of their folder. Throws the signal's reason. */
export async function reportPage(
  view: ResultsView,
  specs: readonly ViewedSpec[],
  io: Pick<Io, "cwd" | "signal">,
): Promise<string> {
  const { results } = view;
  const logs = new LogParts();
  if (results.files.log !== undefined)
    await inTurns(sliceSteps(results.files.log.bytes, logs.take), io.signal);
  const folder = path.resolve(io.cwd, results.origin);
  const isOurs = results.runner.name === "kubectl conformance";
  const events = isOurs ? await readEvents(path.join(folder, "events.jsonl"), io.signal) : undefined;
  const { evidence } = view;
  return reportHtml(subjectOf({ ...view, specs }), { logs, events, evidence }, io.signal);
}
