import { isObject } from "../definition/fields.ts";

/** How far a plugin says it is. */
export interface Progress {
  readonly message: string;
  readonly completed: number;
  readonly total: number;
  readonly failures: readonly string[];
  readonly errors: readonly string[];
}

export const noProgress: Progress = { message: "", completed: 0, total: 0, failures: [], errors: [] };

// names: a plugin with more failures has said enough
const most = 1000;
const longest = 1000;

/**
 * The progress after a plugin has posted this, by Sonobuoy's rules (v0.57, pkg/plugin/interface.go): a post replaces what was known, unless it
 * has one of the fields that add to it. Anything that is not such a post changes nothing.
 */
export function afterPost(before: Progress, body: string): Progress {
  let post: unknown;
  try {
    post = JSON.parse(body);
  } catch {
    return before;
  }
  if (!isObject(post)) return before;
  const message = typeof post.msg === "string" ? post.msg.slice(0, longest) : "";
  const completed = numberOf(post.appendcompleted);
  const failing = textsOf(post.appendfailing);
  const countsTotal = post.appendtotals === true;
  if (!countsTotal && completed === 0 && failing.length === 0)
    return {
      message,
      completed: numberOf(post.completed),
      total: numberOf(post.total),
      failures: textsOf(post.failures),
      errors: textsOf(post.errors),
    };
  return {
    ...before,
    message,
    completed: before.completed + completed,
    total: before.total + (countsTotal ? completed + failing.length : 0),
    failures: [...before.failures, ...failing].slice(0, most),
  };
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((one) => typeof one === "string")
    .slice(0, most)
    .map((one) => one.slice(0, longest));
}
