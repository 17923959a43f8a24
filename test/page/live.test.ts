import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type LiveServer, serveLive } from "../../src/display/web/server.ts";
import { reportHtml } from "../../src/report/html.ts";
import { LogParts } from "../../src/report/logs.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { newFolder } from "../commands/program.ts";
import { midRun } from "../display/web/story.ts";
import { hostile, subject } from "../report/sample.ts";
import { axeFindings, launch, picture } from "./browser.ts";

let browser: Browser;
const open: { close(): unknown }[] = [];
const never = new AbortController().signal;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve(events: readonly RunEvent[] = midRun(Date.now())): Promise<LiveServer> {
  const server = await serveLive({ host: "127.0.0.1", port: 0 }, Date.now);
  open.push(server);
  for (const event of events) server.show(event);
  return server;
}

/** Opens a page, and keeps what its browser complained of and what it asked for elsewhere. */
async function visit(url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  open.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) elsewhere.push(request.url());
  });
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  return { page, complaints, elsewhere };
}

const lead = (page: Page) => page.locator(".lead").textContent();
const ended = () => midRun(Date.now()).flatMap((event) => (event.kind === "spec-finished" ? [event] : []));

describe("the page of a run that goes on, in Chromium", () => {
  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { viewport: { width: 320, height: 700 } }],
    ["wide", { viewport: { width: 1920, height: 1080 } }],
  ] as const)(
    "in mid-run, %s: complains of nothing, asks for nothing, axe finds nothing",
    async (name, options) => {
      const { url } = await serve();
      const { page, complaints, elsewhere } = await visit(url, options);
      await page.waitForSelector(".failure a");
      expect(await page.locator("h1").textContent()).toBe("Running");
      expect(await lead(page)).toMatch(
        /^2 of 12 tests ended, 1 failed, 1 running, 3m\d\ds so far, about 10m\d\ds left$/,
      );
      expect(await page.locator(".shared strong").textContent()).toContain(
        "2 specs wait for agnhost:2.66.1 on node2",
      );
      expect(await page.locator(".rows .row").count()).toBe(3);
      await picture(page, `live-${name}`, true);
      expect(await axeFindings(page)).toEqual([]);
      expect(
        await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"),
      ).toBe(false);
      expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
    },
  );

  test("shows what happens as it happens, and keeps what is searched", async () => {
    const server = await serve();
    const { page } = await visit(server.url);
    await page.fill("#query", "services");
    await page.locator("#tests [role=status]", { hasText: "1 test with" }).waitFor();
    for (const event of ended().slice(-1))
      server.show({ ...event, spec: { ...event.spec, name: "[sig-network] Services, the second" } });
    await page.locator("#tests [role=status]", { hasText: "2 tests with" }).waitFor();
    expect(await page.inputValue("#query")).toBe("services");
  });

  test("a test that failed opens, and stays open while more happens", async () => {
    const server = await serve();
    const { page } = await visit(server.url);
    await page.locator(".failure a").click();
    await page.waitForSelector("dialog h2");
    for (const event of midRun(Date.now())) if (event.kind === "pod") server.show(event);
    await page.waitForTimeout(1500);
    expect(await page.locator("dialog h2").textContent()).toContain("Services should answer");
    expect(await page.locator("dialog").textContent()).toContain(
      "Its log is in the report at the end of the run.",
    );
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "live-test");
  });

  test("keeps whatever is hostile text", async () => {
    const { url } = await serve(midRun(Date.now(), hostile));
    const { page, complaints, elsewhere } = await visit(url);
    await page.locator(".failure a").click();
    await page.waitForSelector("dialog h2");
    const seen = await page.evaluate(
      "({ owned: window.owned, scripts: document.scripts.length, images: document.images.length, text: document.body.innerText })",
    );
    const { text, ...rest } = seen as { text: string };
    expect(rest).toMatchObject({ scripts: 1, images: 0 });
    expect(rest).not.toHaveProperty("owned", 1);
    expect(["\u202e", "\u001b"].filter((mark) => text.includes(mark))).toEqual([]);
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  });

  test("a page elsewhere reads nothing of it", async () => {
    const { url } = await serve();
    const context = await browser.newContext();
    open.push(context);
    const page = await context.newPage();
    const foreign = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("<p>elsewhere</p>", { headers: { "Content-Type": "text/html" } }),
    });
    open.push({ close: () => foreign.stop(true) });
    await page.goto(foreign.url.href);
    const read = await page.evaluate(
      `fetch(${JSON.stringify(`${url}events`)}).then(() => "read", () => "refused")`,
    );
    expect(read).toBe("refused");
  });

  test("says that it has lost the program, and becomes the finished report at the end", async () => {
    const server = await serve();
    const { page } = await visit(server.url);
    await page.waitForSelector(".failure a");
    const report = await reportHtml(subject(), { logs: new LogParts() });
    await server.end({ report, words: "failed" }, 20_000, never);
    await page.locator("h1", { hasText: "Failed" }).waitFor();
    expect(await page.locator("#timeline").count()).toBe(1);
    const other = await serve();
    const lost = await visit(other.url);
    other.close();
    await lost.page.locator("[role=status]", { hasText: "has lost the program" }).waitFor();
  });

  test("of a run that is left, says so and stays", async () => {
    const server = await serve();
    const { page } = await visit(server.url);
    await page.waitForSelector(".failure a");
    await server.end({ report: undefined, words: "The run goes on elsewhere." }, 5000, never);
    await page.locator("h1", { hasText: "Ended" }).waitFor();
    expect(await page.locator("header [role=status]").textContent()).toBe("The run goes on elsewhere.");
  });

  test("run --web: a whole run, watched to its report", async () => {
    const cwd = newFolder();
    const main = path.resolve(import.meta.dirname, "../../src/main.ts");
    const child = spawn(process.execPath, [main, "run", "--sandbox", "--speed", "60", "--web", "-q"], {
      cwd,
    });
    open.push({ close: () => child.kill() });
    let said = "";
    const address = Promise.withResolvers<string>();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, url] = /^live page +(\S+)\n/.exec(said) ?? [];
      if (url !== undefined) address.resolve(url);
    });
    const exited = new Promise((resolve) => child.on("exit", resolve));
    const { page, complaints } = await visit(await address.promise);
    await page.locator(".lead", { hasText: /^[1-3]\d\d of 441 tests ended/ }).waitFor({ timeout: 60_000 });
    await picture(page, "live-sandbox");
    expect(await axeFindings(page)).toEqual([]);
    await page.locator("h1", { hasText: "Passed" }).waitFor({ timeout: 90_000 });
    expect(await page.locator(".lead").textContent()).toContain("All 441 tests passed");
    expect(await exited).toBe(0);
    expect(complaints).toEqual([]);
  }, 180_000);
});
