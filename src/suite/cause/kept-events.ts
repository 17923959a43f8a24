import type { SpecEvent } from "./events.ts";

// `2026-11-20T22:16:05Z  Warning  Failed  pod/web-0  Failed to pull image … (3 times) [kubelet, node2]`, in columns
const row =
  /^\S+ {2,}(?:Warning|Normal) +(\w+) {2,}\w*\/(\S*) {2,}(.*?)(?: \(\d+ times\))?(?: \[([\w-]+)(?:, (\S+))?\])?$/;

/** The events that a run has kept as evidence, from the lines of its events.txt. */
export function keptEvents(text: string): readonly SpecEvent[] {
  return text.split("\n").flatMap((line): SpecEvent[] => {
    const found = row.exec(line);
    if (found === null) return [];
    const [, reason = "", object = "", message = "", component, host] = found;
    return [{ object, node: component === "kubelet" ? host : undefined, reason, message }];
  });
}
