import { type CauseGroup, causeGroups, sharedCauses } from "../results/cause-groups.ts";
import { testId } from "../results/evidence.ts";
import type { ViewedSpec } from "../results/view.ts";
import { countWords, shellWords, tookText } from "../results/words.ts";
import { focusFor } from "../suite/names.ts";
import { hasFailed } from "../suite/spec.ts";
import { escaped, escapedLines } from "./escaped.ts";
import type { Subject } from "./subject.ts";

const mostFailures = 500;
const mostCauses = 50;
const mostNames = 500;
const mostWords = 4096;
const mostCommand = 16_384;

const verdictNames = { passed: "Passed", failed: "Failed", incomplete: "No verdict" } as const;

/** What is read first, as HTML: the verdict, whether the run certifies and why not, what failed and why. It needs no script. */
export function headHtml(subject: Subject): string[] {
  const { verdict, specs } = subject;
  const failed = specs.filter((spec) => hasFailed(spec.state));
  return [
    '<a class="skip" href="#tests">Skip to the tests</a>',
    `<header class="top ${verdict}">`,
    `<p class="kicker">Kubernetes conformance <span>${escaped(subject.name)}</span></p>`,
    `<h1>${verdictNames[verdict]}</h1>`,
    `<p class="lead">${escaped(leadWords(subject))}</p>`,
    ...share(subject),
    ...certificate(subject),
    "</header>",
    "<main>",
    ...causes(subject),
    ...(failed.length === 0 ? [] : failures(failed, subject)),
    ...facts(subject),
    ...missing(subject.missing),
    '<div id="app"><noscript><p class="note">The timeline and the list of tests need JavaScript.</p></noscript></div>',
    "</main>",
  ];
}

function leadWords({ counts, seconds, verdict, reason }: Subject): string {
  const took = seconds === undefined ? undefined : tookText(seconds);
  const after = took === undefined ? "" : ` in ${took}`;
  const tests = counts.total === 1 ? "test" : "tests";
  if (verdict === "passed" && counts.passed === counts.total && counts.total > 1)
    return `All ${counts.total} tests passed${after}`;
  if (verdict === "failed" && counts.failed > 0 && counts.total > 0)
    return `${counts.failed} of ${counts.total} ${tests} failed${after}`;
  const words = countWords({ ...counts, total: counts.total === 0 ? undefined : counts.total }, took);
  return verdict === "incomplete" && reason !== undefined ? `${words}. ${sentence(reason)}` : words;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

/** How many of the tests passed, failed and did not run, as a line. */
function share({ counts }: Subject): string[] {
  const { passed, failed } = counts;
  const total = Math.max(counts.total, passed + failed);
  if (total === 0) return [];
  // one failure among hundreds must be visible
  const red = failed === 0 ? 0 : Math.max(failed / total, 0.006) * 1000;
  const green = Math.min((passed / total) * 1000, 1000 - red);
  return [
    '<svg class="share" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">',
    '<rect class="rest" width="1000" height="1"/>',
    `<rect class="good" x="${red.toFixed(1)}" width="${green.toFixed(1)}" height="1"/>`,
    `<rect class="bad" width="${red.toFixed(1)}" height="1"/>`,
    "</svg>",
  ];
}

function certificate({ certifiable, deviations }: Subject): string[] {
  if (certifiable)
    return ['<p class="certificate yes"><strong>Certifiable.</strong> The results can be submitted.</p>'];
  return [
    '<div class="certificate no">',
    `<p><strong>Not certifiable</strong>${deviations.length === 0 ? "" : " because:"}</p>`,
    ...(deviations.length === 0
      ? []
      : ["<ul>", ...deviations.slice(0, 50).map((one) => `<li>${escaped(one)}</li>`), "</ul>"]),
    "</div>",
  ];
}

function facts({ facts: all }: Subject): string[] {
  const rows = all.map(([label, value]) => {
    const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
    const shown = time ? value.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC") : value;
    return `<div${label === "Command" || label === "Image" ? ' class="wide"' : ""}><dt>${label}</dt><dd>${escaped(shown)}</dd></div>`;
  });
  return ['<dl class="facts">', ...rows, "</dl>"];
}

/** The failures by cause: a cause that many tests share appears once. */
function failures(failed: readonly ViewedSpec[], subject: Subject): string[] {
  const shown = failed.slice(0, mostFailures);
  const groups = causeGroups(shown, subject.causes);
  const left = failed.length - shown.length;
  return [
    '<section id="failures" aria-labelledby="failures-title">',
    `<h2 id="failures-title">Failures <span class="count">${failed.length}</span></h2>`,
    ...groups.flatMap(group),
    ...(left > 0 ? [`<p class="note">${left} more are in the list of tests.</p>`] : []),
    ...again(failed, subject),
    "</section>",
  ];
}

/** What was seen to keep tests from running, those that failed because of it or not. */
function causes({ causes: seen }: Subject): string[] {
  if (seen.length === 0) return [];
  const items = sharedCauses([], seen).slice(0, mostCauses);
  return [
    '<section id="causes" aria-labelledby="causes-title">',
    '<h2 id="causes-title">What tests waited for</h2>',
    ...items.map(
      ({ lead, why, fix = "" }) =>
        `<div class="shared"><p><strong>${escaped(lead)}</strong></p><p>${escaped(why)}</p><p class="note">Fix: ${escaped(fix)}</p></div>`,
    ),
    "</section>",
  ];
}

function group({ cause, fix, specs }: CauseGroup): string[] {
  return [
    '<article class="failure">',
    `<h3>${cause === undefined ? "Failed without a message" : escaped(cause)}</h3>`,
    ...(fix === undefined ? [] : [`<p class="note">Fix: ${escaped(fix)}</p>`]),
    ...(specs.length > 1 ? [`<p class="note">${specs.length} tests failed for this reason:</p>`] : []),
    "<ul>",
    ...specs.map(failure),
    "</ul>",
    "</article>",
  ];
}

function failure({ name, state, seconds, location, message, cause }: ViewedSpec): string {
  const how = [state === "failed" ? "failed" : `failed: ${state}`, `after ${tookText(seconds)}`];
  const place = location === undefined ? "" : ` <span class="place">at ${escaped(location)}</span>`;
  const left = (message?.length ?? 0) - mostWords;
  const words =
    message === undefined || message === cause
      ? ""
      : `<details><summary>Message</summary><pre tabindex="0">${escapedLines(message.slice(0, mostWords))}${left > 0 ? `\n… ${left} more characters` : ""}</pre></details>`;
  return `<li><a href="#test=${testId(name)}">${escaped(name)}</a><p class="note">${how.join(" ")}${place}</p>${words}</li>`;
}

function again(failed: readonly ViewedSpec[], { processes }: Subject): string[] {
  const focus = focusFor(failed.map(({ name }) => name));
  const parallel = processes === 1 ? ["--parallel", "1"] : [];
  const command = shellWords(["kubectl", "conformance", "run", "--focus", focus, ...parallel]);
  if (command.length > mostCommand) return [];
  return [
    `<h3 class="small" id="again">Run ${failed.length === 1 ? "it" : "these"} again</h3>`,
    `<pre class="command" tabindex="0" aria-labelledby="again">${escapedLines(command)}</pre>`,
  ];
}

function missing(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const left = names.length - mostNames;
  return [
    '<details class="missing">',
    `<summary>Required but not run <span class="count">${names.length}</span></summary>`,
    "<ul>",
    ...names.slice(0, mostNames).map((name) => `<li>${escaped(name)}</li>`),
    ...(left > 0 ? [`<li>and ${left} more</li>`] : []),
    "</ul>",
    "</details>",
  ];
}
