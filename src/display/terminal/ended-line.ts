import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";
import type { Style } from "../style.ts";
import { endedTime } from "../words.ts";
import { clip } from "./width.ts";

/**
 * The line of a test that did not fail (a failed one has its own lines): `✓ [sig-network] Services should … (12s)`, narrower than
 * the terminal's `columns`.
 */
export function endedLines(spec: SpecResult, columns: number, style: Style): readonly string[] {
  if (hasFailed(spec.state)) return [];
  const { signs } = style;
  const sign = spec.state === "passed" ? style.good(signs.passed) : signs.dot;
  const time = `(${endedTime(spec)})`;
  // the sign, two spaces, and a cell that stays free
  const room = columns - signs.passed.length - time.length - 3;
  return [`${sign} ${clip(safe(spec.name), Math.max(1, room), signs.ellipsis)} ${time}`];
}
