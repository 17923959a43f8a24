import { escaped } from "../../report/escaped.ts";
import { testId } from "../../results/evidence.ts";
import { startedWords } from "../build/time.ts";
import { changeWords } from "../compare/changes.ts";
import { type Breakage, breakagesOf, causesOf } from "./causes.ts";
import { type Grid, turnovers } from "./grid.ts";

const mostBreakages = 50;
const mostCauses = 30;
const mostNames = 200;
const mostWords = 500;

/** What broke and is still broken, with what changed then, as HTML. */
export function breakagesHtml(grid: Grid): string[] {
  const all = breakagesOf(grid);
  if (all.length === 0) return [];
  return [
    '<section aria-labelledby="broken-title">',
    `<h2 id="broken-title">Failing now</h2>`,
    ...all.slice(0, mostBreakages).flatMap((one) => breakage(grid, one)),
    ...more(all.length - mostBreakages),
    "</section>",
  ];
}

function breakage({ jobs, columns }: Grid, { job, first, passed, rows, changes }: Breakage): string[] {
  const head = columns[first]?.head;
  const before = passed === undefined ? undefined : columns[passed]?.head.build;
  const where = jobs.length > 1 ? ` in ${jobs[job]?.name}` : "";
  const since = head === undefined ? "" : `build ${head.build} (${startedWords(head)})`;
  const title = `${rows.length} ${rows.length === 1 ? "test fails" : "tests fail"}${where} since ${since}`;
  return [
    '<div class="failure">',
    `<h3>${escaped(title)}</h3>`,
    before === undefined
      ? "<p>No build before it is known in which they passed.</p>"
      : changes.length === 0
        ? `<p>Nothing is known to have changed since build ${escaped(before)}.</p>`
        : `<p>Changed since build ${escaped(before)}:</p>`,
    ...(changes.length === 0
      ? []
      : [
          '<ul class="changes">',
          ...changes.map((change) => `<li>${escaped(changeWords(change).slice(0, mostWords))}</li>`),
          "</ul>",
        ]),
    `<details${rows.length <= 5 ? " open" : ""}><summary>The tests</summary><ul>`,
    ...rows
      .slice(0, mostNames)
      .map(({ name }) => `<li><a href="#test=${testId(name)}">${escaped(name)}</a></li>`),
    ...more(rows.length - mostNames, "li"),
    "</ul></details>",
    "</div>",
  ];
}

/** All failures by the likeness of their messages, as an HTML table. */
export function causesHtml(grid: Grid): string[] {
  const groups = causesOf(grid);
  if (groups.length === 0) return [];
  const failures = groups.reduce((sum, one) => sum + one.failures.length, 0);
  return [
    '<section aria-labelledby="causes-title">',
    `<h2 id="causes-title">Causes <span class="count">${groups.length}</span></h2>`,
    `<p class="note">${failures} ${failures === 1 ? "failure" : "failures"} in these builds, grouped by the likeness of their messages.</p>`,
    '<table class="causes">',
    '<thead><tr><th scope="col">Failures</th><th scope="col">Tests</th><th scope="col">Cause</th></tr></thead>',
    "<tbody>",
    ...groups
      .slice(0, mostCauses)
      .map(
        ({ cause, failures: same, tests }) =>
          `<tr><td>${same.length}</td><td>${tests}</td><td>${escaped(cause.slice(0, mostWords))}</td></tr>`,
      ),
    "</tbody>",
    "</table>",
    ...more(groups.length - mostCauses),
    "</section>",
  ];
}

/** What came and went with each release, as HTML. */
export function turnoversHtml(grid: Grid): string[] {
  const all = turnovers(grid).filter(({ came, went }) => came.length + went.length > 0);
  if (all.length === 0) return [];
  const names = (title: string, list: readonly string[]) =>
    list.length === 0
      ? []
      : [
          `<details><summary>${list.length} ${title}</summary><ul>`,
          ...list.slice(0, mostNames).map((name) => `<li>${escaped(name)}</li>`),
          ...more(list.length - mostNames, "li"),
          "</ul></details>",
        ];
  return [
    '<section class="missing" aria-labelledby="releases-title">',
    '<h2 id="releases-title">Releases</h2>',
    ...all.flatMap(({ job, before, after, came, went }) => [
      `<h3 class="small">${escaped(`${grid.jobs[job]?.name}: ${before} → ${after}`)}</h3>`,
      ...names("new tests", came),
      ...names("tests are gone", went),
    ]),
    "</section>",
  ];
}

function more(left: number, tag: "li" | "p" = "p"): string[] {
  return left > 0 ? [`<${tag}${tag === "p" ? ' class="note"' : ""}>and ${left} more</${tag}>`] : [];
}
