import { inertPieces } from "../text/inert.ts";
import type { Sink } from "./io.ts";

/**
 * A sink on which no text becomes a command of a CI system, whoever reads it: names, messages and rows come from a cluster. What has to
 * arrive unchanged is written as bytes.
 */
export function inertSink(sink: Sink): Sink {
  let pass = inertPieces();
  return {
    write: (data) => {
      // bytes may have ended the line
      if (typeof data !== "string") pass = inertPieces();
      sink.write(typeof data === "string" ? pass(data) : data);
    },
    get isTTY() {
      return sink.isTTY;
    },
    get columns() {
      return sink.columns;
    },
    get rows() {
      return sink.rows;
    },
    get isDeserted() {
      return sink.isDeserted === true;
    },
  };
}
