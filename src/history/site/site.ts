import type { BuildHead } from "../build/metadata.ts";
import { fleetOf } from "../grid/fleet.ts";
import { gridOf } from "../grid/grid.ts";
import { fleetHtml, gridHtml } from "../grid/html.ts";
import { headsOf, type Job } from "../load.ts";
import type { WholeBuild } from "../read.ts";
import { badgeSvg } from "./badge.ts";
import { feedXml } from "./feed.ts";

/** A file of a site. */
export interface SiteFile {
  readonly type: string;
  /** Whether its content never changes. */
  readonly isFixed: boolean;
  /** Undefined if there turns out to be nothing. */
  make(): Promise<string | Uint8Array | undefined>;
}

export interface SiteOptions {
  /** How many columns an index of jobs has. */
  readonly last: number;
  /** How many of a job's newest builds have their report. */
  readonly reports: number;
  /** Reads the report of a build from its store. */
  readonly readReport: (job: Job<WholeBuild>, build: string) => Promise<Uint8Array | undefined>;
}

const html = "text/html; charset=utf-8";
const atom = "application/atom+xml; charset=utf-8";

/**
 * The files of a site, by their paths: an index, and for each job its grid, the reports of its builds, a feed and a badge. They refer to each
 * other by relative addresses, so a site can be anywhere.
 */
export function siteOf(
  jobs: readonly Job<WholeBuild>[],
  options: SiteOptions,
): ReadonlyMap<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  const add = (path: string, type: string, make: SiteFile["make"], isFixed = false) =>
    files.set(path, { type, isFixed, make });
  const folders = foldersOf(jobs.map(({ name }) => name));
  const places = new Map(
    jobs.map((job, index) => [
      job.store,
      { folder: folders[index] ?? "", reports: reportsOf(job, options.reports) },
    ]),
  );
  /** The page of a build, relative to the folder of its job. */
  const reportOf = (store: string, build: string) =>
    places.get(store)?.reports.has(build) === true ? `${build}/report.html` : undefined;
  const fromRoot = (store: string, path: string) => `${places.get(store)?.folder ?? ""}/${path}`;
  for (const job of jobs) {
    const { folder = "", reports = new Set<string>() } = places.get(job.store) ?? {};
    add(`${folder}/index.html`, html, () => gridHtml(gridOf([job]), { report: reportOf }));
    add(`${folder}/badge.svg`, "image/svg+xml", async () => badgeSvg(job.name, newestOf(job)));
    add(`${folder}/feed.xml`, atom, async () =>
      feedXml(job.name, [job], ({ store }, build) => reportOf(store, build) ?? "index.html"),
    );
    for (const build of reports)
      add(`${folder}/${build}/report.html`, html, () => options.readReport(job, build), true);
  }
  add("feed.xml", atom, async () =>
    feedXml("Kubernetes conformance", jobs, ({ store }, build) =>
      fromRoot(store, reportOf(store, build) ?? "index.html"),
    ),
  );
  const [only] = jobs;
  add("index.html", html, () =>
    jobs.length === 1 && only !== undefined
      ? gridHtml(gridOf([only]), {
          report: (store, build) => {
            const path = reportOf(store, build);
            return path === undefined ? undefined : fromRoot(store, path);
          },
        })
      : fleetHtml(fleetOf(jobs.map(headsOf), options.last), {
          job: (store) => fromRoot(store, "index.html"),
        }),
  );
  return files;
}

/** A job's newest complete build. */
export function newestOf({ builds }: Job<WholeBuild>): BuildHead | undefined {
  return builds.flatMap((one) => (one.kind === "complete" ? [one.value.head] : []))[0];
}

/** The builds whose report is part of the site: only this program's have one. */
function reportsOf({ builds }: Job<WholeBuild>, most: number): ReadonlySet<string> {
  const complete = builds.flatMap((one) => (one.kind === "complete" ? [one.value] : []));
  const own = complete.filter(({ build }) => build.tool !== undefined);
  return new Set(own.slice(0, most).map(({ head }) => head.build));
}

/** A folder's name for each job: plain, and none twice. */
function foldersOf(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const plain =
      name
        .replace(/[^\w.-]+/g, "-")
        .replace(/^[.-]+/, "")
        .slice(0, 100) || "job";
    let folder = plain;
    for (let count = 2; used.has(folder.toLowerCase()); count++) folder = `${plain}-${count}`;
    used.add(folder.toLowerCase());
    return folder;
  });
}
