import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SaxesParser } from "saxes";
import { dns, idOf, localStore, type Night, publishNights } from "../../history/nights.ts";
import { hostile, unpack } from "../../report/sample.ts";
import { newFolder, program } from "../program.ts";

const nights: readonly Night[] = [
  { day: 0 },
  { day: 1, kernel: "6.1.0-31", failed: { [dns]: `timed out & <b>${hostile}` } },
];

async function jobs(...names: string[]) {
  const cwd = newFolder();
  for (const name of names) await publishNights(await localStore(path.join(cwd, "store", name)), nights);
  return { cwd, history: (...words: string[]) => program(["history", ...words], { cwd }) };
}

/** The texts of an XML document's elements; throws if it is not well-formed. */
function textsOf(xml: string, wanted: string): string[] {
  const found: string[] = [];
  const parser = new SaxesParser();
  let isIn = false;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => {
    isIn = name === wanted;
  });
  parser.on("text", (text) => {
    if (isIn) found.push(text);
    isIn = false;
  });
  parser.write(xml).close();
  return found;
}

describe("history site", () => {
  test("has an index that leads to each job, and each job its grid, reports, feed and badge", async () => {
    const { cwd, history } = await jobs("aws", "azure");
    const { code, stdout, stderr } = await history("site", "store", "--out", "public");
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "public/index.html\n",
      stderr: "12 of 12 files written\n",
    });
    const read = (name: string) => readFileSync(path.join(cwd, "public", name), "utf8");
    const index = JSON.parse(unpack(read("index.html"), "data"));
    for (const { href } of index.jobs) expect(existsSync(path.join(cwd, "public", href))).toBe(true);
    const grid = JSON.parse(unpack(read("aws/index.html"), "data"));
    for (const { href } of grid.columns) expect(read(`aws/${href}`)).toContain("<title>a run</title>");
    expect(read("aws/badge.svg")).toContain("failed · v1.35.4");
  });

  test("of one job is its grid; written again, only what may have changed is written", async () => {
    const { cwd, history } = await jobs("nightly");
    await history("site", "store/nightly", "--out", "public");
    const data = JSON.parse(unpack(readFileSync(path.join(cwd, "public/index.html"), "utf8"), "data"));
    expect(data.columns[0].href).toBe(`nightly/${idOf(1)}/report.html`);
    const report = path.join(cwd, "public/nightly", idOf(1), "report.html");
    utimesSync(report, 1, 1);
    await publishNights(await localStore(path.join(cwd, "store/nightly")), [{ day: 2 }]);
    await history("site", "store/nightly", "--out", "public");
    expect(statSync(report).mtimeMs).toBe(1000);
    expect(readdirSync(path.join(cwd, "public/nightly"))).toContain(idOf(2));
    await history("site", "store/nightly", "--out", "few", "--reports", "1");
    expect(readdirSync(path.join(cwd, "few/nightly")).toSorted()).toEqual([
      idOf(2),
      "badge.svg",
      "feed.xml",
      "index.html",
    ]);
  });

  test("does not write into a folder that is something else", async () => {
    const { cwd, history } = await jobs("nightly");
    const other = newFolder();
    writeFileSync(path.join(other, "index.html"), "mine");
    const { code, stderr } = await history("site", "store/nightly", "--out", other);
    expect(code).toBe(2);
    expect(stderr).toContain("has other files, and is not a site");
    expect(readFileSync(path.join(other, "index.html"), "utf8")).toBe("mine");
    expect(existsSync(path.join(cwd, "public"))).toBe(false);
  });

  test("has a feed that says what fails newly and what changed, in well-formed XML", async () => {
    const { cwd, history } = await jobs("nightly");
    await history("site", "store/nightly", "--out", "public");
    const feed = readFileSync(path.join(cwd, "public/feed.xml"), "utf8");
    expect(textsOf(feed, "title")).toEqual([
      "Kubernetes conformance",
      "nightly: failed, 1 of 4 tests failed",
      "nightly: passed",
    ]);
    const [newest = ""] = textsOf(feed, "content");
    expect(newest).toContain("changed: kernel 6.1.0-30 → 6.1.0-31\n");
    expect(newest).toContain(`fails newly: ${dns}: timed out & <b>`);
    expect(["\u202e", "\u001b"].filter((mark) => newest.includes(mark))).toEqual([]);
    expect(new Set(textsOf(feed, "id")).size).toBe(3);
  });
});

describe("history badge", () => {
  test("is an image with the newest verdict, and its words are text", async () => {
    const { history } = await jobs("nightly");
    const { stdout } = await history("badge", "store/nightly", "--label", "a <b> & c");
    expect(textsOf(stdout, "title")).toEqual(["a <b> & c: failed · v1.35.4"]);
    expect(stdout).not.toContain("<b>");
  });

  test("is about one job", async () => {
    const { history } = await jobs("aws", "azure");
    expect((await history("badge", "store")).stderr).toContain("a badge is about one job");
  });
});
