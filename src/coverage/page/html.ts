import { gzipSync } from "node:zlib";
import { pageHtml } from "../../report/document.ts";
import { escaped } from "../../report/escaped.ts";
import { countsOf, groupName, untestedOf, versionName } from "../groups.ts";
import type { Coverage, Endpoint } from "../schema.ts";
import { groupsOf, pageData, type State, stateNames, stateOf, usageNames } from "./data.ts";
import bundle from "./page.json" with { type: "json" };
import { outline, type Piece, sunburst } from "./sunburst.ts";

/** What the page shows. */
export interface PageSubject {
  readonly coverage: Coverage;
  readonly endpoints: readonly Endpoint[];
  /** The result in a line, and what limits it. */
  readonly headline: string;
  readonly remarks: readonly string[];
}

/** The coverage as one page that needs no network: all of it can be read without its script, which searches and shows the tests. */
export function coverageHtml(subject: PageSubject): string {
  const { coverage, endpoints } = subject;
  const packed = gzipSync(JSON.stringify(pageData(endpoints)), { level: 6 }).toString("base64");
  return pageHtml({
    bundle,
    title: `API coverage of Kubernetes ${coverage.release}`,
    body: [
      '<a class="skip" href="#endpoints">Skip to the endpoints</a>',
      ...head(subject),
      "<main>",
      ...overview(subject),
      ...deprecations(coverage),
      ...table(subject),
      ...unresolved(coverage),
      "</main>",
      `<template id="data">${packed}</template>`,
    ],
    connects: false,
  });
}

function namesOf({ userAgent }: Coverage): Readonly<Record<State, string>> {
  return userAgent === undefined ? stateNames : usageNames;
}

function head({ coverage, headline, remarks }: PageSubject): string[] {
  const { release, definition, userAgent, eligible } = coverage;
  const covered = eligible.total - untestedOf(coverage).length;
  const percent = eligible.total === 0 ? 0 : Math.floor((covered / eligible.total) * 1000) / 10;
  const title = userAgent === undefined ? `${percent} %` : "API use";
  const kind = untestedOf(coverage).length === 0 || userAgent !== undefined ? "passed" : "incomplete";
  return [
    `<header class="top ${kind}">`,
    `<p class="kicker">API coverage of Kubernetes ${escaped(release)} <span>as ${escaped(definition)} counts</span></p>`,
    `<h1>${escaped(title)}</h1>`,
    `<p class="lead">${escaped(headline)}</p>`,
    `<ul class="remarks">${remarks.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>`,
    "</header>",
  ];
}

function overview({ coverage, endpoints }: PageSubject): string[] {
  const names = namesOf(coverage);
  const states = endpoints.map((one) => stateOf(coverage, one));
  const legend = (["covered", "untested", "tested", "other"] as const).map((state) => {
    const count = states.filter((one) => one === state).length;
    return `<li><svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class="${state}" width="1" height="1"/></svg>${names[state]} <span class="count">${count}</span></li>`;
  });
  return [
    '<section id="overview" aria-labelledby="overview-title">',
    '<h2 id="overview-title">Groups, versions and endpoints</h2>',
    '<div class="overview">',
    "<figure>",
    `<svg class="sunburst" viewBox="-200 -200 400 400" role="img" aria-label="The endpoints in rings: groups, versions, endpoints; the tables have the same">`,
    ...sunburst(coverage, endpoints).map(pieceOf),
    `<text class="middle" y="-4">${endpoints.length}</text><text class="under" y="18">endpoints</text>`,
    "</svg>",
    `<figcaption><ul class="legend">${legend.join("")}</ul><p id="under" class="note"></p></figcaption>`,
    "</figure>",
    ...groupTable(coverage, endpoints),
    "</div>",
    "</section>",
  ];
}

function pieceOf(piece: Piece): string {
  // a group that is covered in part is paler
  const opacity =
    piece.ring !== "endpoint" && piece.state === "covered" && piece.share < 1
      ? ` fill-opacity="${(0.2 + 0.6 * piece.share).toFixed(2)}"`
      : "";
  const percent = piece.ring === "endpoint" ? "" : ` ${Math.floor(piece.share * 100)} %`;
  return `<path class="${piece.state}" data-${piece.ring}="${escaped(piece.name)}" d="${outline(piece)}"${opacity}><title>${escaped(piece.name)}${percent}</title></path>`;
}

function groupTable(coverage: Coverage, endpoints: readonly Endpoint[]): string[] {
  const rows = groupsOf(endpoints).map(({ name, endpoints: some }) => {
    const { endpoints: all, tested, eligible, untested } = countsOf(coverage, some);
    const share = eligible === 0 ? "" : `${Math.floor(((eligible - untested) / eligible) * 1000) / 10} %`;
    return `<tr><th scope="row" data-group="${escaped(name)}">${escaped(name)}</th><td>${all}</td><td>${tested}</td><td>${eligible}</td><td>${eligible === 0 ? "" : untested}</td><td>${share}</td></tr>`;
  });
  return [
    '<div class="scroll" tabindex="0" role="region" aria-label="The groups">',
    '<table class="groups"><thead><tr><th scope="col">group</th><th scope="col">endpoints</th><th scope="col">tested</th><th scope="col">eligible</th><th scope="col">untested</th><th scope="col">covered</th></tr></thead>',
    `<tbody>${rows.join("\n")}</tbody></table>`,
    "</div>",
  ];
}

function deprecations({ lifecycle = [] }: Coverage): string[] {
  if (lifecycle.length === 0) return [];
  const rows = lifecycle.map(
    ({ group, version, kind, status, deprecated, removed = "", requests, replacement = "" }) =>
      `<tr><th scope="row">${escaped(`${group === "" ? "" : `${group}/`}${version}/${kind}`)}</th><td>${escaped(status)}</td><td>${escaped(deprecated)}</td><td>${escaped(removed)}</td><td>${requests}</td><td>${escaped(replacement)}</td></tr>`,
  );
  return [
    '<section id="deprecated" aria-labelledby="deprecated-title">',
    '<h2 id="deprecated-title">Deprecated kinds in use</h2>',
    '<div class="scroll" tabindex="0" role="region" aria-label="The deprecated kinds">',
    '<table><thead><tr><th scope="col">kind</th><th scope="col">status</th><th scope="col">deprecated</th><th scope="col">removed</th><th scope="col">requests</th><th scope="col">instead</th></tr></thead>',
    `<tbody>${rows.join("\n")}</tbody></table></div>`,
    "</section>",
  ];
}

function table({ coverage, endpoints }: PageSubject): string[] {
  const names = namesOf(coverage);
  const rows = endpoints.map((one) => {
    const state = stateOf(coverage, one);
    const why =
      one.ineligible?.reason ?? (one.deprecated ? "deprecated" : one.level === "stable" ? "" : one.level);
    const note = one.credited === undefined ? (one.eligible ? "" : why) : "requests of kube-scheduler count";
    return `<tr data-state="${state}" data-group="${escaped(groupName(one))}" data-version="${escaped(versionName(one))}"><th scope="row">${escaped(one.operationId)}<span class="path">${escaped(one.method)} ${escaped(one.path)}</span></th><td><span class="state ${state}">${names[state]}</span>${note === "" ? "" : `<span class="path">${escaped(note)}</span>`}</td><td>${one.requests}</td><td class="tests">${one.tests.length}</td></tr>`;
  });
  return [
    '<section id="endpoints" aria-labelledby="endpoints-title">',
    `<h2 id="endpoints-title">Endpoints <span class="count" id="count">${endpoints.length}</span></h2>`,
    '<div id="tools"><noscript><p class="note">To search, and to see which tests hit an endpoint, needs JavaScript.</p></noscript></div>',
    '<table class="endpoints"><thead><tr><th scope="col">endpoint</th><th scope="col">state</th><th scope="col">requests</th><th scope="col">tests</th></tr></thead>',
    `<tbody id="rows">${rows.join("\n")}</tbody></table>`,
    "</section>",
  ];
}

const mostUnresolved = 200;

function unresolved({ unresolved: all }: Coverage): string[] {
  if (all.length === 0) return [];
  const rows = all
    .slice(0, mostUnresolved)
    .map(({ verb, path, requests }) => `<li>${requests} × ${escaped(verb)} ${escaped(path)}</li>`);
  const more = all.length - rows.length;
  return [
    '<details class="missing">',
    `<summary>Requests that belong to no endpoint <span class="count">${all.length}</span></summary>`,
    `<ul>${rows.join("\n")}${more > 0 ? `<li>and ${more} more</li>` : ""}</ul>`,
    "</details>",
  ];
}
