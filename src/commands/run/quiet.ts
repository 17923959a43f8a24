import { type Display, showing } from "../../display/display.ts";
import { styleFor } from "../../display/style.ts";
import { eventLines } from "../../display/terminal/event-lines.ts";
import { safeLines } from "../../display/words.ts";
import type { Io } from "../../process/io.ts";
import type { RunEvent } from "../../run/events.ts";
import { hasFailed } from "../../suite/spec.ts";

/** What `--quiet` shows of a run: warnings, failures, and what is still there. `name` is how this program was called. */
export function createQuietDisplay({ stderr, env }: Pick<Io, "stderr" | "env">, name: string): Display {
  const style = styleFor(stderr, env);
  return {
    ...showing((event) => {
      if (!isLoud(event)) return;
      for (const line of eventLines(event, style, name)) stderr.write(`${line}\n`);
    }),
    note(line) {
      for (const text of safeLines(line)) stderr.write(`${text}\n`);
    },
  };
}

function isLoud(event: RunEvent): boolean {
  switch (event.kind) {
    case "finding":
      return true;
    case "cause":
      return event.change !== "ongoing";
    case "notice":
      return event.level === "warning";
    case "spec-finished":
      return hasFailed(event.spec.state);
    case "cleaned":
      return event.remains.length > 0;
    default:
      return false;
  }
}
