import type { Sink } from "../../process/io.ts";

/** A sink that writes each whole line to `to` with `prefix` before it. */
export function prefixSink(prefix: string, to: Sink): Sink {
  let unfinished = "";
  return {
    get isTTY() {
      return to.isTTY;
    },
    get columns() {
      return to.columns === undefined ? undefined : Math.max(1, to.columns - prefix.length);
    },
    write(data) {
      unfinished += typeof data === "string" ? data : new TextDecoder().decode(data);
      const lines = unfinished.split("\n");
      unfinished = lines.pop() ?? "";
      if (lines.length > 0) to.write(lines.map((line) => `${prefix}${line}\n`).join(""));
    },
  };
}

/** A sink for what is not shown. */
export const nowhere: Sink = { isTTY: false, columns: undefined, write() {} };
