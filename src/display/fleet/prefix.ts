import type { Sink } from "../../process/io.ts";

/** A sink whose every line begins with `prefix`; `write` takes whole lines. */
export function prefixSink(
  prefix: string,
  like: Pick<Sink, "isTTY" | "columns">,
  write: (text: string) => void,
): Sink {
  let unfinished = "";
  return {
    get isTTY() {
      return like.isTTY;
    },
    get columns() {
      return like.columns === undefined ? undefined : Math.max(1, like.columns - prefix.length);
    },
    write(data) {
      unfinished += typeof data === "string" ? data : new TextDecoder().decode(data);
      const lines = unfinished.split("\n");
      unfinished = lines.pop() ?? "";
      if (lines.length > 0) write(lines.map((line) => `${prefix}${line}\n`).join(""));
    },
  };
}

/** A sink for what is not shown. */
export const nowhere: Sink = { isTTY: false, columns: undefined, write() {} };
