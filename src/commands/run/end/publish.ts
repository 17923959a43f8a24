import path from "node:path";
import { UserError } from "../../../errors.ts";
import { shellWords } from "../../../results/words.ts";
import { safe } from "../../../text/safe.ts";
import type { Context } from "../../context.ts";
import type { EndAction } from "./end.ts";

type PublishContext = Pick<Context, "io" | "version" | "name">;

/**
 * Publishes the folder of a run that has ended; on one of several clusters to the job with the folder's name below `to`. What keeps it from that
 * is a warning with the command that publishes it later.
 */
export function publishAtEnd(to: string, context: PublishContext, isOneOfSeveral: boolean): EndAction {
  return async (end) => {
    if (end.kind === "left") return;
    if (end.folder === undefined)
      context.io.stderr.write(`warning: --publish ${safe(to)}: there are no results to publish\n`);
    else await publishFolder(end.folder, to, context, isOneOfSeveral);
  };
}

/** Publishes a results folder, as `publishAtEnd` does. */
export async function publishFolder(
  folder: string,
  to: string,
  context: PublishContext,
  isOneOfSeveral = false,
): Promise<void> {
  const { sendResults } = await import("../../history/send.ts");
  const { below } = await import("../../../stores/address.ts");
  const { io, name } = context;
  const job = isOneOfSeveral ? below(to, path.basename(folder)) : to;
  try {
    const { place, wasThere } = await sendResults(context, [folder], job, () => undefined);
    io.stderr.write(`published${wasThere ? " before" : ""}: ${safe(place)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const lines = [
      `warning: the results were not published: ${why}`,
      ...(error instanceof UserError && error.fix !== undefined ? [`fix: ${error.fix}`] : []),
      `to publish them later: ${name} history publish ${shellWords([folder, "--to", job])}`,
    ];
    io.stderr.write(
      lines
        .flatMap((line) => line.split("\n"))
        .map((line) => `${safe(line)}\n`)
        .join(""),
    );
  }
}
