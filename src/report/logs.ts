import type { SpecSlice } from "../suite/log/slices.ts";
import { hasFailed } from "../suite/spec.ts";
import type { LogPart } from "./data.ts";

/** Limits for the page's part of e2e.log, in characters: whole logs have a few million, and a browser has to hold them. */
export interface LogBounds {
  readonly line: number;
  readonly passed: number;
  readonly failed: number;
  readonly all: number;
}

const bounds: LogBounds = { line: 8192, passed: 2 ** 18, failed: 2 ** 21, all: 24 * 2 ** 20 };

interface KeptPart extends LogPart {
  readonly text: string;
  readonly isFailed: boolean;
}

/** Keeps the parts of e2e.log as they come, within limits: failures are cut last. */
export class LogParts {
  readonly #parts = new Map<string, KeptPart>();
  /** Characters kept so far of passed specs, and of failed ones. */
  readonly #kept = { passed: 0, failed: 0 };
  readonly #bounds: LogBounds;

  constructor(within: LogBounds = bounds) {
    this.#bounds = within;
  }

  /** Takes a slice; for a retried spec, the last attempt counts. */
  readonly take = (slice: SpecSlice): void => {
    const isFailed = hasFailed(slice.spec.state);
    const most = isFailed ? this.#bounds.failed : this.#bounds.passed;
    const { lines, left } = within(slice.lines, most, this.#bounds.line);
    const text = lines.map((line) => `${line}\n`).join("");
    const kind = isFailed ? "failed" : "passed";
    const before = this.#parts.get(slice.spec.name);
    if (before !== undefined) this.#kept[before.isFailed ? "failed" : "passed"] -= before.text.length;
    this.#parts.delete(slice.spec.name);
    if (this.#kept[kind] + text.length > this.#bounds.all) return;
    this.#kept[kind] += text.length;
    const { firstLine: line } = slice;
    this.#parts.set(slice.spec.name, { from: 0, to: 0, line, ...(left && { left }), text, isFailed });
  };

  /** One text of everything that is kept, and the place of each spec's part in it, by the spec's name. */
  end(): { readonly text: string; readonly places: ReadonlyMap<string, LogPart> } {
    const ordered = [...this.#parts].toSorted(([, a], [, b]) => Number(b.isFailed) - Number(a.isFailed));
    const places = new Map<string, LogPart>();
    const texts: string[] = [];
    let from = 0;
    for (const [name, { text, line, left }] of ordered) {
      if (from + text.length > this.#bounds.all) continue;
      texts.push(text);
      places.set(name, { from, to: from + text.length, line, ...(left && { left }) });
      from += text.length;
    }
    return { text: texts.join(""), places };
  }
}

const decoder = new TextDecoder();

/** The first quarter and the last three of a text that is too long: a failure is reported at the end. */
function within(
  lines: readonly Uint8Array[],
  most: number,
  longest: number,
): { lines: string[]; left?: LogPart["left"] } {
  const texts = lines.map((line) => lineText(line, longest));
  const size = texts.reduce((sum, text) => sum + text.length + 1, 0);
  if (size <= most) return { lines: texts };
  let after = 0;
  for (let room = most / 4; after < texts.length; after++) {
    room -= (texts[after]?.length ?? 0) + 1;
    if (room < 0) break;
  }
  let resume = texts.length;
  for (let room = (most / 4) * 3; resume > after; resume--) {
    room -= (texts[resume - 1]?.length ?? 0) + 1;
    if (room < 0) break;
  }
  return {
    lines: [...texts.slice(0, after), ...texts.slice(resume)],
    left: { after, lines: resume - after },
  };
}

function lineText(line: Uint8Array, longest: number): string {
  const isLong = line.length > longest * 4;
  const text = decoder.decode(isLong ? line.subarray(0, longest * 4) : line).replace(/[\r\n]+$/, "");
  return text.length > longest || isLong
    ? `${text.slice(0, longest)} … (the line has ${line.length} bytes)`
    : text;
}
