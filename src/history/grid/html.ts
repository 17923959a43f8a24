import { pageHtml } from "../../report/document.ts";
import { escaped } from "../../report/escaped.ts";
import { packedTemplate } from "../../report/packed.ts";
import { startedWords } from "../build/time.ts";
import bundle from "../page.json" with { type: "json" };
import type { Fleet } from "./fleet.ts";
import type { Grid } from "./grid.ts";
import { breakagesHtml, causesHtml, turnoversHtml } from "./html-parts.ts";
import { fleetData, gridData, type Links, type PageData } from "./page-data.ts";

/**
 * The page of tests by builds: one file that needs no network. What broke and why is plain HTML; its script makes the grid from compressed
 * data in the same file.
 */
export async function gridHtml(grid: Grid, links: Links = {}): Promise<string> {
  const { jobs, columns } = grid;
  const names = jobs.map(({ name }) => name).join(", ");
  const newest = jobs.flatMap(({ from, to }) => (to > from ? (columns[from] ?? []) : []));
  const verdict = newest.some(({ head }) => head.verdict !== "passed") ? "failed" : "passed";
  return page(
    `conformance ${names}`,
    [
      '<a class="skip" href="#grid">Skip to the grid</a>',
      `<header class="top ${verdict}">`,
      '<p class="kicker">Kubernetes conformance, build by build</p>',
      `<h1>${escaped(names)}</h1>`,
      ...jobs.map((job) => `<p class="lead">${escaped(jobWords(grid, job))}</p>`),
      "</header>",
      "<main>",
      ...breakagesHtml(grid),
      ...causesHtml(grid),
      ...turnoversHtml(grid),
    ],
    gridData(grid, links),
  );
}

/** The page of jobs by nights. */
export async function fleetHtml(fleet: Fleet, links: Links = {}): Promise<string> {
  const { jobs, days } = fleet;
  const failing = jobs.filter((job) => job.failing > 0);
  const range = days.length === 0 ? "no nights" : `${days.at(-1)} to ${days[0]}`;
  const lead =
    failing.length === 0
      ? `All of them passed when they last ran; ${range}`
      : `${failing.length} of them did not pass when they last ran; ${range}`;
  return page(
    `conformance of ${jobs.length} jobs`,
    [
      '<a class="skip" href="#grid">Skip to the grid</a>',
      `<header class="top ${failing.length === 0 ? "passed" : "failed"}">`,
      '<p class="kicker">Kubernetes conformance, night by night</p>',
      `<h1>${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}</h1>`,
      `<p class="lead">${escaped(lead)}</p>`,
      "</header>",
      "<main>",
    ],
    fleetData(fleet, links),
  );
}

async function page(title: string, head: readonly string[], data: PageData): Promise<string> {
  return pageHtml({
    bundle,
    title,
    body: [
      ...head,
      '<div id="app"><noscript><p class="note">The grid needs JavaScript.</p></noscript></div>',
      "</main>",
      await packedTemplate("data", JSON.stringify(data)),
    ],
    connects: false,
  });
}

function jobWords({ jobs, columns }: Grid, { name, from, to, unfinished }: Grid["jobs"][number]): string {
  const [newest, oldest] = [columns[from], columns[to - 1]];
  const count = to - from;
  const prefix = jobs.length > 1 ? `${name}: ` : "";
  if (newest === undefined || oldest === undefined || count === 0) return `${prefix}No complete build`;
  const { verdict, counts } = newest.head;
  const words = { passed: "passed", failed: "failed", incomplete: "has no verdict" }[verdict];
  const failed =
    verdict === "failed" && counts !== undefined ? `: ${counts.failed} of ${counts.total} tests` : "";
  const replays = columns.slice(from, to).filter(({ facts }) => facts.replayed === true).length;
  return [
    `${prefix}The newest of ${count} ${count === 1 ? "build" : "builds"} ${words}${failed}`,
    `${startedWords(oldest.head)} to ${startedWords(newest.head)}`,
    ...(unfinished.length === 0 ? [] : [`${unfinished.length} unfinished`]),
    ...(replays === 0
      ? []
      : [`${replays} ${replays === 1 ? "is a replay" : "are replays"} of recorded runs`]),
  ].join("; ");
}
