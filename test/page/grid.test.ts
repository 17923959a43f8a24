import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { serveSite } from "../../src/commands/history/site-server.ts";
import { fleetOf } from "../../src/history/grid/fleet.ts";
import { gridOf } from "../../src/history/grid/grid.ts";
import { fleetHtml, gridHtml } from "../../src/history/grid/html.ts";
import { siteOf } from "../../src/history/site/site.ts";
import { reportHtml } from "../../src/report/html.ts";
import { LogParts } from "../../src/report/logs.ts";
import { manyBuilds } from "../history/many.ts";
import { hostile, subject } from "../report/sample.ts";
import { axeFindings, launch, open, picture } from "./browser.ts";

let browser: Browser;
let large: string;
let several: string;

beforeAll(async () => {
  browser = await launch();
  large = await gridHtml(gridOf([manyBuilds("nightly-v1.37", 200)]));
  several = await gridHtml(gridOf([manyBuilds("aws", 20, 120), manyBuilds("azure", 14, 120)]));
});
afterAll(() => browser.close());

const isWide = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

describe("the grid in Chromium", () => {
  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { viewport: { width: 400, height: 800 } }],
    ["wide", { viewport: { width: 1920, height: 1080 } }],
  ] as const)(
    "of 200 runs, %s: complains of nothing, asks for nothing, axe finds nothing",
    async (name, options) => {
      const { page, complaints, requests, close } = await open(browser, large, options);
      expect(await page.locator("h1").textContent()).toBe("nightly-v1.37");
      expect(await page.locator(".lead").textContent()).toContain("200 are replays of recorded runs");
      await picture(page, `grid-${name}`, true);
      await page.locator("#grid").scrollIntoViewIfNeeded();
      await picture(page, `grid-${name}-cells`);
      expect(await page.locator(".matrix .line").count()).toBeLessThan(60);
      expect(await axeFindings(page)).toEqual([]);
      expect(await isWide(page)).toBe(false);
      await page.locator(".matrix .name").first().click();
      await page.waitForSelector("dialog .runs");
      await picture(page, `grid-${name}-test`);
      expect(await axeFindings(page)).toEqual([]);
      expect(await isWide(page)).toBe(false);
      expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
      await close();
    },
  );

  test("says what broke, what changed then, and why, before its script has run", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(large);
    expect(await page.locator(".failure h3").last().textContent()).toContain("12 tests fail since build");
    expect(await page.locator(".failure .changes").last().textContent()).toContain(
      "kernel 6.12.0-1 → 6.12.0-2",
    );
    expect(await page.locator(".causes tbody tr").count()).toBe(4);
    expect(await page.locator("noscript").textContent()).toContain("needs JavaScript");
    await context.close();
  });

  test("is walked with the keyboard, to a test and to a build", async () => {
    const { page, close } = await open(browser, large);
    await page.focus(".matrix");
    await page.keyboard.press("ArrowDown");
    const said = page.locator("#grid [aria-live]");
    expect(await said.textContent()).toMatch(
      /^failed, \[sig-.*, build \d+ of nightly-v1.37, 2026-11-16 02:00: timed out/,
    );
    await page.keyboard.press("End");
    expect(await said.textContent()).toContain("2026-05-01 02:00");
    expect(await page.evaluate("document.querySelector('.matrix').scrollLeft")).toBeGreaterThan(500);
    await page.keyboard.press("Enter");
    // it is in the page before it is open, and Escape is for what is open
    await page.waitForSelector("dialog[open]");
    expect(await page.locator("dialog h2").textContent()).toMatch(/^\[sig-/);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    await page.focus(".matrix");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    expect(await page.locator("dialog h2").textContent()).toMatch(/^Build \d+ of nightly-v1.37$/);
    for (let times = 0; times < 50; times++) await page.keyboard.press("PageDown");
    await close();
  });

  test("a cell that is pointed at says what it is, and a click opens its test", async () => {
    const { page, close } = await open(browser, large);
    const row = page.locator(".matrix svg[data-row='0']");
    await row.hover({ position: { x: 100, y: 9 } });
    const title = await page.locator(".readout b").textContent();
    expect(await page.locator(".readout .note").textContent()).toMatch(/^build \d+/);
    await row.click({ position: { x: 100, y: 9 } });
    expect(await page.locator("dialog h2").textContent()).toBe(title);
    expect(await page.locator("dialog .failure").textContent()).toContain("kernel 6.12.0-1 → 6.12.0-2");
    await page.locator("dialog .failure button").click();
    expect(await page.locator("dialog h2").textContent()).toMatch(/^Build /);
    expect(await page.locator("dialog").textContent()).toContain("13 tests failed");
    await picture(page, "grid-build");
    expect(await axeFindings(page)).toEqual([]);
    await close();
  });

  test("scrolls to any test, and finds by name, cause and state", async () => {
    const { page, close } = await open(browser, large);
    await page.evaluate("document.querySelector('.matrix').scrollTop = 1e6");
    const last = page.locator(".matrix .name").last();
    await page.waitForFunction("document.querySelectorAll('.matrix .name').length > 0");
    expect(await last.isVisible()).toBe(true);
    const status = page.locator("#grid [role=status]");
    await page.check("input[value=failing]", { force: true });
    expect(await status.textContent()).toBe("13 tests");
    await page.fill("#query", "disk pressure");
    await page.check("input[value=all]", { force: true });
    expect(await status.textContent()).toBe("12 tests");
    await page.fill("#query", "no such test");
    expect(await status.textContent()).toBe("No test matches.");
    const { hash } = new URL(page.url());
    await close();
    const again = await open(browser, large, { hash });
    expect(await again.page.inputValue("#query")).toBe("no such test");
    await again.close();
  });

  test("has several jobs side by side", async () => {
    const { page, close } = await open(browser, several);
    expect(await page.locator(".labels .group").allTextContents()).toEqual(["aws", "azure"]);
    expect(await page.locator(".lead").count()).toBe(2);
    await page.locator(".failure a").first().click();
    expect(await page.locator("dialog h3").allTextContents()).toEqual(["aws", "azure"]);
    await picture(page, "grid-several");
    await close();
  });

  test("prints every test", async () => {
    const { page, close } = await open(browser, large, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    await page.locator(".matrix.whole").waitFor({ state: "attached" });
    expect(await page.locator(".matrix .line").count()).toBe(460);
    await close();
  });

  test("served, leads to reports, which work though they are kept from everything else", async () => {
    const job = manyBuilds("nightly", 3, 20);
    const report = await reportHtml(subject(), { logs: new LogParts() });
    const site = siteOf([job], {
      last: 30,
      reports: 10,
      readReport: async () => new TextEncoder().encode(report),
    });
    const io = { monotonic: () => 0, stderr: { isTTY: false, columns: undefined, write: () => undefined } };
    const server = await serveSite({ host: "127.0.0.1", port: 0 }, site, async () => site, io);
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(server.url);
    await page.locator(".matrix svg[data-row='-1']").click({ position: { x: 5, y: 9 } });
    await page.locator("dialog a.button").click();
    await page.waitForURL(/report\.html$/);
    await page.waitForSelector("html[data-ready]");
    await page.fill("#query", "Services");
    expect(await page.locator(".rows .row").count()).toBe(1);
    expect(page.url()).toEndWith("report.html#q=Services");
    // the icon that browsers ask for by themselves
    expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
    await page.close();
    server.close();
  });

  test("keeps whatever is hostile text", async () => {
    const job = manyBuilds(hostile, 3, 5);
    const builds = job.builds.map((one) =>
      one.kind === "complete"
        ? {
            ...one,
            value: {
              ...one.value,
              build: {
                ...one.value.build,
                reason: hostile,
                versions: { server: `v1.${one.build.length}.0 ${hostile}` },
                tests: [{ name: hostile, state: "failed" as const, seconds: 1, cause: hostile }],
              },
            },
          }
        : one,
    );
    const { page, complaints, requests, close } = await open(
      browser,
      await gridHtml(gridOf([{ ...job, builds }])),
    );
    await page.locator(".matrix .name").first().click();
    await page.waitForSelector("dialog .runs");
    await page.locator("dialog .runs button").first().click();
    const seen = (await page.evaluate(
      "({ owned: window.owned, scripts: document.scripts.length, images: document.images.length, text: document.body.innerText })",
    )) as { text: string };
    expect(seen).toMatchObject({ scripts: 1, images: 0 });
    expect(seen).not.toHaveProperty("owned", 1);
    expect(["\u202e", "\u001b"].filter((mark) => seen.text.includes(mark))).toEqual([]);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await close();
  });

  test("of a fleet has jobs by nights, the failing ones first, and leads to each", async () => {
    const jobs = Array.from({ length: 300 }, (_, index) =>
      manyBuilds(`cluster-${index}`, 30, index % 3 === 0 ? 8 : 3),
    );
    const heads = jobs.map((job) => ({
      ...job,
      builds: job.builds.map((one) => (one.kind === "complete" ? { ...one, value: one.value.head } : one)),
    }));
    const html = await fleetHtml(fleetOf(heads, 30), {
      job: (store) => `${store.split("/").at(-1)}/index.html`,
    });
    const { page, complaints, close } = await open(browser, html);
    expect(await page.locator("h1").textContent()).toBe("300 jobs");
    expect(await page.locator(".matrix .rate").first().textContent()).toMatch(/\d nights/);
    await picture(page, "fleet");
    expect(await axeFindings(page)).toEqual([]);
    await page.fill("#query", "cluster-299");
    await page.locator(".matrix .name").first().click();
    expect(await page.locator("dialog a.button").getAttribute("href")).toBe("cluster-299/index.html");
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
