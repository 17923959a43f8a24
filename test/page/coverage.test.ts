import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { newFolder, program } from "../commands/program.ts";
import { eventLine, suiteAgent } from "../coverage/sample.ts";
import { axeFindings, launch, open, picture } from "./browser.ts";

const conformant = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";
const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)> \u202eevil';
let browser: Browser;
let html: string;

beforeAll(async () => {
  browser = await launch();
  const cwd = newFolder();
  const hit = (verb: string, requestURI: string, test = conformant) =>
    `${eventLine({ userAgent: suiteAgent(test), verb, requestURI })}\n`;
  const lines = [
    hit("create", "/api/v1/namespaces/a/pods"),
    hit("list", "/api/v1/namespaces/a/pods"),
    hit("list", "/apis/apps/v1/namespaces/a/deployments"),
    hit("list", "/apis/apps/v1/namespaces/a/deployments", `[sig-apps] ${hostile}`),
    hit("get", `/apis/${encodeURIComponent(hostile)}/v1/things`),
  ];
  writeFileSync(path.join(cwd, "audit.log"), lines.join(""));
  const printed = await program(["coverage", "audit.log", "--release", "v1.35", "-o", "html"], { cwd });
  expect(printed.code).toBe(0);
  html = printed.stdout;
}, 60_000);
afterAll(() => browser.close());

const shownRows = "#rows > tr:not([hidden]):not(.detail)";

test.each(["light", "dark"] as const)(
  "%s: complains of nothing, asks for nothing, axe finds nothing",
  async (colorScheme) => {
    const { page, complaints, requests, close } = await open(browser, html, { colorScheme });
    expect(await page.locator("h1").textContent()).toBe("0.5 %");
    expect(await page.locator(".sunburst path[data-endpoint]").count()).toBe(
      await page.locator(shownRows).count(),
    );
    await picture(page, `coverage-${colorScheme}`);
    expect(await axeFindings(page)).toEqual([]);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await close();
  },
);

test("a search by endpoint, path or test, a state and a group choose the rows, and the address keeps the choice", async () => {
  const { page, close } = await open(browser, html);
  await page.fill("#search", "submitted removed");
  expect(await page.locator(shownRows).count()).toBe(3);
  await page.selectOption("#state", "untested");
  expect(await page.locator(shownRows).count()).toBe(0);
  await page.selectOption("#state", "covered");
  await page.click(".groups button:text-is('apps')");
  expect(await page.locator(shownRows).count()).toBe(1);
  expect(await page.locator("#count").textContent()).toMatch(/^1 of \d+$/);
  const hash = await page.evaluate("location.hash");
  const again = await open(browser, html, { hash: String(hash) });
  expect(await again.page.locator(shownRows).count()).toBe(1);
  await page.click("#clear");
  expect(await page.locator(shownRows).count()).toBe(3);
  await again.close();
  await close();
});

test("the tests of an endpoint are shown, as text, and a piece of the picture leads to its row", async () => {
  const { page, complaints, close } = await open(browser, html);
  await page.locator('.sunburst path[data-endpoint="listAppsV1NamespacedDeployment"]').dispatchEvent("click");
  expect(await page.locator(shownRows).count()).toBe(1);
  await page.locator(`${shownRows} button`).click();
  const tests = await page.locator(".detail li").allTextContents();
  expect(tests).toHaveLength(2);
  expect(tests.join("\n")).toContain("<script>alert(1)</script>");
  expect(await axeFindings(page)).toEqual([]);
  await page.locator(`${shownRows} button`).click();
  expect(await page.locator(".detail").count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test("a narrow screen needs no scrolling sideways, and without its script the page still has everything", async () => {
  const { page, close } = await open(browser, html, { viewport: { width: 360, height: 800 } });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await picture(page, "coverage-narrow");
  await close();
  expect(html).toContain("listCoreV1NamespacedPod");
  expect(html).not.toContain("<script>alert");
});
