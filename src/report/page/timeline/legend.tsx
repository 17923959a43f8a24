import { podStates, type ReportData } from "../../data.ts";
import { isFailed, isRunning } from "../find.ts";
import { shown, timeOfDay } from "../words.ts";

/** What the colours mean, of those that are used. */
export function Legend({ data }: { readonly data: ReportData }) {
  const { tests, pods, notices, silences } = data;
  const items: readonly (readonly [string, string, boolean])[] = [
    ["passed", "passed", true],
    ["bad", "failed", tests.some(isFailed)],
    ["now", "running", tests.some(isRunning)],
    ["chain", "the end waited for it", data.path !== undefined],
    ...podStates.map((state) => [`pod-${state}`, `pod ${state}`, pods.length > 0] as const),
    ["warn", "warning", notices.some(({ level }) => level === "warning")],
    ["info", "notice", notices.some(({ level }) => level === "info")],
    ["silence", "no contact with the API server", silences.length > 0],
  ];
  return (
    <ul class="legend">
      {items
        .filter(([, , isUsed]) => isUsed)
        .map(([name, words]) => (
          <li key={name} class={name}>
            {words}
          </li>
        ))}
    </ul>
  );
}

const mostNotices = 100;
const fewNotices = 5;

/** The warnings and notices of the run, in words. */
export function Notices({ data: { notices, zero = 0 } }: { readonly data: ReportData }) {
  if (notices.length === 0) return null;
  return (
    <details class="notices" open={notices.length <= fewNotices}>
      <summary>
        Warnings and notices <span class="count">{notices.length}</span>
      </summary>
      <ul>
        {notices.slice(0, mostNotices).map(({ at, level, text, fix }) => (
          <li key={`${at} ${text}`} class={level}>
            <time>{timeOfDay(zero + at)}</time> {shown(text)}
            {fix === undefined ? null : <span class="note"> {shown(fix)}</span>}
          </li>
        ))}
      </ul>
      {notices.length > mostNotices ? (
        <p class="note">and {notices.length - mostNotices} more in events.jsonl</p>
      ) : null}
    </details>
  );
}
