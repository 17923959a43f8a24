import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { newFolder } from "../commands/program.ts";

/** Where the pictures of the pages go: CI keeps them. */
export const pictures = path.resolve(import.meta.dirname, "../../dist/pictures");
mkdirSync(pictures, { recursive: true });

/** Debian's Chromium, or what another system calls it. */
export async function launch(): Promise<Browser> {
  const found = ["chromium", "chromium-browser", "google-chrome"]
    .map((name) => Bun.which(name))
    .find((one) => one !== null);
  if (found === undefined) throw new Error("no Chromium on the PATH: apt-get install chromium");
  return chromium.launch({ executablePath: found, args: ["--no-sandbox"] });
}

/** A page that is open, and what its browser complained of. */
export interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  /** Everything that it requested besides itself. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Writes a page to a file and opens that, as a person does. */
export async function open(
  browser: Browser,
  html: string,
  { hash = "", ...options }: BrowserContextOptions & { hash?: string } = {},
): Promise<Opened> {
  const file = path.join(newFolder(), "report.html");
  writeFileSync(file, html);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const url = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) requests.push(request.url());
  });
  await page.goto(`${url}${hash}`);
  await page.waitForSelector("html[data-ready]");
  return {
    page,
    complaints,
    requests: requests.filter((one) => one !== url && one !== `${url}${hash}`),
    close: () => context.close(),
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with what is shown, each in a line. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )) as { id: string; nodes: { html: string; failureSummary: string }[] }[];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}

/** Keeps a picture of what is shown. */
export async function picture(page: Page, name: string, whole = false): Promise<void> {
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: whole });
}
