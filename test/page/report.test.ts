import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { reportHtml } from "../../src/report/html.ts";
import { LogParts } from "../../src/report/logs.ts";
import { newFolder, program } from "../commands/program.ts";
import { allShapes, results } from "../commands/results/folders.ts";
import { hostile, sampleSpecs, spec, subject } from "../report/sample.ts";
import { axeFindings, launch, open, picture } from "./browser.ts";

let browser: Browser;
/** A whole run that passed, as `run` left it, and a small one that failed. */
let green: string;
let failed: string;

beforeAll(async () => {
  browser = await launch();
  const cwd = newFolder();
  const { code } = await program(["run", "--sandbox", "--speed", "200", "--results-dir", "out"], { cwd });
  expect(code).toBe(0);
  green = readFileSync(path.join(cwd, "out/report.html"), "utf8");
  // a page is written as bytes, which are kept one by one
  failed = Buffer.from((await results(await allShapes(), "ours", "-o", "html")).stdout, "latin1").toString();
}, 120_000);
afterAll(() => browser.close());

/** A run with all that is hostile in it, and a line of a megabyte in its log. */
async function hostilePage(): Promise<string> {
  const logs = new LogParts();
  const name = `[sig-node] ${hostile}`;
  const bad = spec(name, 0, 30, {
    state: "failed",
    cause: hostile,
    message: `${hostile}\n`.repeat(50),
    location: hostile,
  });
  const lines = [`STEP: ${hostile}`, "x".repeat(2 ** 20), `[FAILED] ${hostile}`];
  const encoder = new TextEncoder();
  logs.take({
    spec: bad,
    bytes: encoder.encode(lines.map((line) => `${line}\n`).join("")),
    firstLine: 1,
    cut: false,
    began: undefined,
    ended: undefined,
    process: undefined,
    flaked: false,
  });
  const at = "2026-11-20T22:16:10.000Z";
  const events = [
    { at, kind: "spec-finished", spec: { name }, namespaces: [hostile] },
    { at, kind: "notice", level: "warning", text: hostile, fix: hostile },
    {
      at,
      kind: "pod",
      change: "ADDED",
      namespace: hostile,
      name: hostile,
      columns: ["Name", "Status"],
      cells: [hostile, hostile],
    },
  ];
  return reportHtml(
    subject([bad, ...sampleSpecs], { name: hostile, deviations: [hostile], missing: [hostile] }),
    {
      logs,
      events: events.map((event) => JSON.stringify(event)).join("\n"),
    },
  );
}

/** The small run that failed, with a pod of the test that did, a warning, and a while without the API server. */
async function withPods(): Promise<string> {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 22, 16, 4 + second)).toISOString();
  const pod = (second: number, change: string, status: string) => ({
    at: at(second),
    kind: "pod",
    change,
    namespace: "services-1",
    name: "web-0",
    columns: ["Name", "Ready", "Status"],
    cells: ["web-0", "0/1", status],
  });
  const name = sampleSpecs[1]?.name;
  const events = [
    pod(2, "ADDED", "ContainerCreating"),
    pod(4, "MODIFIED", "ErrImagePull"),
    pod(6, "DELETED", "ErrImagePull"),
    { at: at(50), kind: "progress", noContactSince: at(40) },
    { at: at(60), kind: "notice", level: "warning", text: "the API server was away for 20s" },
    { at: at(130), kind: "spec-finished", spec: { name }, namespaces: ["services-1"] },
  ];
  const lines = events.map((event) => JSON.stringify(event)).join("\n");
  return reportHtml(subject(), { logs: new LogParts(), events: lines });
}

describe("report.html in Chromium", () => {
  test("of a green run, light: complains of nothing, asks for nothing, axe finds nothing", async () => {
    const { page, complaints, requests, close } = await open(browser, green);
    expect(await page.locator("h1").textContent()).toBe("Passed");
    expect(await page.locator(".rows .row").count()).toBeGreaterThan(5);
    expect(await page.locator("#path .slowest li").count()).toBe(8);
    expect(await page.locator(".legend .pod-running").count()).toBe(1);
    await picture(page, "green");
    await page.locator("#timeline").scrollIntoViewIfNeeded();
    await picture(page, "green-timeline");
    expect(await axeFindings(page)).toEqual([]);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await close();
  });

  test("has the pods of a test, with what they were doing when, and leads to its place in the timeline", async () => {
    const { page, close } = await open(browser, await withPods());
    await page.locator(".failure a").click();
    await page.locator("details.pods summary").click();
    const steps = await page.locator("details.pods .step").allTextContents();
    expect(steps).toEqual(["ContainerCreating +2s", "ErrImagePull +4s", "gone +6s"]);
    await page.click("text=Show in the timeline");
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await page.locator(".readout b").textContent()).toContain("Services should answer");
    expect(await page.locator(".legend .pod-failing").count()).toBe(1);
    await picture(page, "pods-of-a-test");
    await close();
  });

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { viewport: { width: 320, height: 700 } }],
    ["wide", { viewport: { width: 1920, height: 1080 } }],
  ] as const)("of a failed run, %s: axe finds nothing, on the page and in a test", async (name, options) => {
    const { page, complaints, close } = await open(browser, failed, options);
    await picture(page, `failed-${name}`, true);
    expect(await axeFindings(page)).toEqual([]);
    const wide = () =>
      page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    expect(await wide()).toBe(false);
    await page.locator(".failure a").first().click();
    await page.waitForSelector("dialog .log");
    await picture(page, `failed-${name}-test`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await wide()).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  test("each failure leads to its test, at the place of the failure in the log, and back", async () => {
    const { page, close } = await open(browser, failed);
    const links = await page.locator(".failure a").all();
    expect(links.length).toBe(8);
    for (const link of links) {
      await link.click();
      await page.waitForSelector("dialog[open]");
      expect(await page.locator("dialog h2").textContent()).toBe(await link.textContent());
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
    }
    await links[0]?.click();
    const marked = page.locator("dialog .line.marked").first();
    await marked.waitFor();
    expect(await marked.textContent()).toMatch(/FAILED|Failed/);
    const box = await marked.boundingBox();
    expect(box?.y).toBeLessThan(900);
    await close();
  });

  test("a link to a test opens it, and what is searched stands in the address", async () => {
    const first = await open(browser, failed);
    await first.page.fill("#query", "affinity NodePort");
    await first.page.locator(".rows .row").first().click();
    const name = await first.page.locator("dialog h2").textContent();
    const { hash } = new URL(first.page.url());
    await first.close();
    const again = await open(browser, failed, { hash });
    expect(await again.page.locator("dialog h2").textContent()).toBe(name);
    await again.page.keyboard.press("Escape");
    expect(await again.page.inputValue("#query")).toBe("affinity NodePort");
    expect(await again.page.locator(".rows .row").count()).toBe(1);
    await again.close();
  });

  test("filters as one types, and says how many are left", async () => {
    const { page, close } = await open(browser, green);
    await page.locator("#query").pressSequentially("configmap volume");
    const status = page.locator("#tests [role=status]");
    expect(await status.textContent()).toMatch(/^\d\d tests with “configmap volume”$/);
    await page.locator("#query").fill("no such test");
    expect(await status.textContent()).toBe("No test matches.");
    await close();
  });

  test("the timeline is walked with the keyboard", async () => {
    const { page, close } = await open(browser, green);
    await page.focus("canvas");
    for (const key of ["ArrowRight", "ArrowDown", "+", "+"]) await page.keyboard.press(key);
    const said = await page.locator("#timeline [aria-live]").textContent();
    expect(said).toMatch(/^passed, \[sig-.*, lane 2$/);
    await page.keyboard.press("Enter");
    expect(said).toContain((await page.locator("dialog h2").textContent()) ?? "?");
    await close();
  });

  test("keeps whatever is hostile text, and a line of a megabyte short", async () => {
    const { page, complaints, requests, close } = await open(browser, await hostilePage(), { hash: "" });
    await page.locator(".failure a").first().click();
    await page.waitForSelector("dialog .log");
    await page.locator("dialog summary").first().click();
    const seen = await page.evaluate(
      "({ owned: window.owned, scripts: document.scripts.length, images: document.images.length, text: document.body.innerText })",
    );
    const { text, ...rest } = seen as { text: string };
    expect(rest).toMatchObject({ scripts: 1, images: 0 });
    expect(rest).not.toHaveProperty("owned", 1);
    expect(text).toContain("<U+202E>gnp.exe^[[31m");
    expect(["\u202e", "\u001b"].filter((mark) => text.includes(mark))).toEqual([]);
    expect(text.length).toBeLessThan(100_000);
    await picture(page, "hostile");
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await close();
  });

  test("prints each test that ran, in light colours", async () => {
    const { page, complaints, close } = await open(browser, green, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    await page.locator(".rows.whole").waitFor({ state: "attached" });
    expect(await page.locator(".rows .row").count()).toBe(441);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    const pdf = await page.pdf();
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.emulateMedia({ media: "screen" });
    await page.locator(".rows:not(.whole)").waitFor({ state: "attached" });
    expect(await page.locator(".rows .row").count()).toBeLessThan(100);
    expect(complaints).toEqual([]);
    await close();
  });

  test("says what there is without a script", async () => {
    const { page, close } = await openWithoutScript();
    expect(await page.locator("h1").textContent()).toBe("Failed");
    expect(await page.locator(".failure h3").first().textContent()).not.toBe("");
    expect(await page.locator("noscript").textContent()).toContain("need JavaScript");
    await close();
  });

  async function openWithoutScript() {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(failed);
    return { page, close: () => context.close() };
  }
});
