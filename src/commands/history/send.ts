import type { OnObject, Published } from "../../history/publish/publish.ts";
import { publicationOf, publish } from "../../history/publish/publish.ts";
import type { Io } from "../../process/io.ts";
import { openStore } from "../../stores/open.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { reportPage } from "../results/html.ts";
import { openResults } from "../results/open.ts";
import { bytesWords } from "./words.ts";

/**
 * Publishes results to the job at `to`. Throws InputError if they cannot be read or do not belong there, StoreError, and the signal's reason.
 */
export async function sendResults(
  { io, version }: Pick<Context, "io" | "version">,
  places: readonly string[],
  to: string,
  onObject: OnObject,
): Promise<Published> {
  const store = await openStore(to, io);
  const view = await openResults(places, io);
  const report = await reportPage(view, view.specs, io);
  const tool = `kubectl-conformance ${version.version}${version.commit === undefined ? "" : ` (${version.commit})`}`;
  return publish(store, publicationOf(view, report, tool), onObject);
}

/** Prints what happens to each object. */
export function showObjects(stderr: Io["stderr"]): OnObject {
  return ({ name, bytes }, how) => {
    stderr.write(
      `${how === "same" ? "already there" : "sent"}  ${safe(name)}  ${bytesWords(bytes.length)}\n`,
    );
  };
}
