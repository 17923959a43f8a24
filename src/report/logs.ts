import { type SpecSlice, sliceText } from "../suite/log/slices.ts";
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
  /** As UTF-8, which takes half of a text with a single special character. */
  readonly bytes: Uint8Array;
  /** Characters. */
  readonly length: number;
  readonly isFailed: boolean;
}

const encoder = new TextEncoder();

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
    const { text, left } = within(slice, most, this.#bounds.line);
    const { length } = text;
    const kind = isFailed ? "failed" : "passed";
    const before = this.#parts.get(slice.spec.name);
    if (before !== undefined) this.#kept[before.isFailed ? "failed" : "passed"] -= before.length;
    this.#parts.delete(slice.spec.name);
    if (this.#kept[kind] + length > this.#bounds.all) return;
    this.#kept[kind] += length;
    const { firstLine: line } = slice;
    const bytes = encoder.encode(text);
    this.#parts.set(slice.spec.name, {
      from: 0,
      to: 0,
      line,
      ...(left && { left }),
      bytes,
      length,
      isFailed,
    });
  };

  /** One text, in UTF-8, of everything that is kept, and the place of each spec's part in it, in characters, by the spec's name. */
  end(): { readonly bytes: readonly Uint8Array[]; readonly places: ReadonlyMap<string, LogPart> } {
    const ordered = [...this.#parts].toSorted(([, a], [, b]) => Number(b.isFailed) - Number(a.isFailed));
    const places = new Map<string, LogPart>();
    const texts: Uint8Array[] = [];
    let from = 0;
    for (const [name, { bytes, length, line, left }] of ordered) {
      if (from + length > this.#bounds.all) continue;
      texts.push(bytes);
      places.set(name, { from, to: from + length, line, ...(left && { left }) });
      from += length;
    }
    return { bytes: texts, places };
  }
}

/** The first quarter and the last three of a text that is too long: a failure is reported at the end. */
function within(slice: SpecSlice, most: number, longest: number): { text: string; left?: LogPart["left"] } {
  const lines = sliceText(slice).map((line) => shortened(line, longest));
  const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (size <= most) return { text: joined(lines) };
  let after = 0;
  for (let room = most / 4; after < lines.length; after++) {
    room -= (lines[after]?.length ?? 0) + 1;
    if (room < 0) break;
  }
  let resume = lines.length;
  for (let room = (most / 4) * 3; resume > after; resume--) {
    room -= (lines[resume - 1]?.length ?? 0) + 1;
    if (room < 0) break;
  }
  return {
    text: joined([...lines.slice(0, after), ...lines.slice(resume)]),
    left: { after, lines: resume - after },
  };
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function shortened(line: string, longest: number): string {
  return line.length > longest
    ? `${line.slice(0, longest)} … (the line has ${Buffer.byteLength(line)} bytes)`
    : line;
}
