// What history costs: the page of 200 runs of 460 tests, the grid of 300 jobs of 30 nights from a real server of S3, a junit of 200 MB: scripts/bench/history
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { finishedText, startedText } from "../../src/history/build/metadata.ts";
import { gridOf } from "../../src/history/grid/grid.ts";
import { gridHtml } from "../../src/history/grid/html.ts";
import { objectNames } from "../../src/history/layout.ts";
import { manyBuilds } from "../../test/history/many.ts";
import { launch } from "../../test/page/browser.ts";
import { bucket, buildServers, reaching, startStore } from "../../test/stores/real/servers.ts";
import { fail } from "./process.ts";
import { median, table } from "./statistics.ts";

const rounds = 5;
const main = path.resolve(import.meta.dirname, "../../src/main.ts");
const scratch = mkdtempSync(path.join(tmpdir(), "bench-history-"));

type Row = readonly [what: string, measured: string, limit: string, isKept: boolean];

try {
  const rows = [...(await page()), ...(await fleet()), ...(await largeJunit())];
  process.stdout.write(
    table([["", "measured", "at most"], ...rows.map(([what, is, most]) => [what, is, most])]),
  );
  process.exitCode = rows.every(([, , , isKept]) => isKept) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function row(what: string, value: number, unit: string, limit?: number): Row {
  const shown = `${value.toFixed(unit === "MB" ? 2 : 0)} ${unit}`;
  return [what, shown, limit === undefined ? "" : `${limit} ${unit}`, limit === undefined || value <= limit];
}

async function page(): Promise<Row[]> {
  const job = manyBuilds("nightly-v1.37", 200);
  const file = path.join(scratch, "grid.html");
  const written: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    writeFileSync(file, await gridHtml(gridOf([job])));
    written.push(performance.now() - begun);
  }
  const browser = await launch();
  const opened: number[] = [];
  for (let round = 0; round < rounds; round++) opened.push(await openedAfter(browser, file));
  const still = await framesOf(browser, file, 0);
  const frames = await framesOf(browser, file, 120);
  await browser.close();
  return [
    row("page of 200 runs × 460 tests", statSync(file).size / 1e6, "MB"),
    row("written, median", median(written), "ms"),
    row("opened: every row can be reached, median", median(opened), "ms", 1000),
    row("opened, slowest", Math.max(...opened), "ms"),
    row(
      `frames later than 34 ms of ${frames.length} while it scrolls`,
      frames.filter((ms) => ms > 34).length,
      "",
    ),
    row("longest frame", Math.max(...frames), "ms"),
    row(`the same of ${still.length} while nothing moves`, still.filter((ms) => ms > 34).length, ""),
  ];
}

async function openedAfter(browser: Browser, file: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  const begun = performance.now();
  await tab.goto(pathToFileURL(file).href);
  await tab.waitForSelector("html[data-ready]");
  await tab.waitForSelector(".matrix .line");
  const taken = performance.now() - begun;
  await context.close();
  return taken;
}

/** The lengths of the frames while rows and columns are scrolled through, by so many pixels down each time; 0 for what the machine does by itself. */
async function framesOf(browser: Browser, file: string, by: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(file).href);
  await tab.waitForSelector(".matrix .line");
  const frames = await tab.evaluate(`new Promise((done) => {
    const box = document.querySelector(".matrix");
    box.scrollIntoView();
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      box.scrollTop += ${by};
      box.scrollLeft += ${by / 6};
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) box.scrollTop = 0;
      if (frames.length < 240) requestAnimationFrame(step);
      else done(frames.slice(1));
    };
    requestAnimationFrame(step);
  })`);
  return (frames as number[]).map(Number);
}

/** 300 clusters that have each published 30 nights, and a junit of 200 KB in each build that nothing must read. */
async function fleet(): Promise<Row[]> {
  await buildServers();
  const server = await startStore("s3");
  const junit = Buffer.alloc(200_000, "x");
  for (let index = 0; index < 300; index++) {
    for (const one of manyBuilds(`cluster-${index}`, 30, 4).builds) {
      if (one.kind !== "complete") continue;
      const { head, build } = one.value;
      const at = path.join(server.folder, "logs", `cluster-${index}`, head.build);
      mkdirSync(path.join(at, "artifacts"), { recursive: true });
      const started = head.started ?? 0;
      writeFileSync(path.join(at, objectNames.started), startedText(started, "0"));
      writeFileSync(path.join(at, objectNames.finished), finishedText(build, started + 5_400_000));
      // the same for all, so that it takes no room
      if (index === 0) writeFileSync(path.join(at, objectNames.junit), junit);
    }
  }
  const env = reaching("s3", server.host);
  const words = ["grid", `s3://${bucket}/logs`, "--by", "jobs", "-o", "html"];
  const first = await measured(words, env);
  const again = await measured(words, env);
  await server.stop();
  return [
    row("grid of 300 jobs × 30 nights from rclone's S3", first.ms / 1000, "s", 60),
    row("its memory", first.megabytes, "MB"),
    row("the same again, with the index", again.ms / 1000, "s"),
  ];
}

/** A build of another publisher, whose junit has 200 MB of output of its tests. */
async function largeJunit(): Promise<Row[]> {
  const at = path.join(scratch, "large", "1795212964");
  mkdirSync(path.join(at, "artifacts"), { recursive: true });
  writeFileSync(path.join(at, objectNames.started), JSON.stringify({ timestamp: 1795212964 }));
  writeFileSync(
    path.join(at, objectNames.finished),
    JSON.stringify({ timestamp: 1795220164, passed: false, result: "FAILURE" }),
  );
  const output = "STEP: Creating a pod to test something &amp; waiting for it\n".repeat(8000);
  const cases = Array.from(
    { length: 440 },
    (_, index) =>
      `<testcase name="[sig-node] Made test ${index} [Conformance]" time="12.5">${index % 100 === 0 ? '<failure message="timed out">timed out</failure>' : ""}<system-out>${output}</system-out></testcase>`,
  );
  writeFileSync(
    path.join(at, objectNames.junit),
    `<testsuites><testsuite name="e2e" tests="440">${cases.join("")}</testsuite></testsuites>`,
  );
  const size = statSync(path.join(at, objectNames.junit)).size / 1e6;
  const { ms, megabytes, stdout } = await measured(
    ["grid", path.join(scratch, "large"), "--index", "none"],
    {},
  );
  if (!stdout.includes("5 failures")) fail(`the junit of ${size} MB was not read: ${stdout.slice(0, 500)}`);
  return [row(`a junit of ${size.toFixed(0)} MB`, ms / 1000, "s", 20), row("its memory", megabytes, "MB")];
}

/** How long a command took, and the most memory that it had. */
async function measured(words: readonly string[], env: Readonly<Record<string, string>>) {
  const begun = performance.now();
  const child = spawn("/usr/bin/time", ["-f", "%M", process.execPath, main, "history", ...words], {
    env: { PATH: process.env.PATH, HOME: scratch, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const read = async (stream: AsyncIterable<Buffer>) =>
    Buffer.concat(await Array.fromAsync(stream)).toString();
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
  const ms = performance.now() - begun;
  const kilobytes = Number(/(\d+)\s*$/.exec(stderr)?.[1] ?? "NaN");
  if (Number.isNaN(kilobytes) || stdout === "") fail(`${words.join(" ")}: ${stderr}`);
  return { ms, megabytes: kilobytes / 1000, stdout };
}
