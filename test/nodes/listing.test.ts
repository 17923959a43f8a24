import { expect, test } from "bun:test";
import { entriesIn } from "../../src/nodes/listing.ts";

test("a folder as Go 1.24 and older list it, with links that a proxy has rewritten", () => {
  const page = (head: string) =>
    `${head}<pre>\n<a href="/api/v1/nodes/n/proxy/logs/pods/">pods/</a>\n<a href="a%26b.log">a&amp;b.log</a>\n</pre>\n`;
  const entries = ["pods/", "a&b.log"];
  expect(entriesIn(page('<!doctype html>\n<meta name="viewport" content="width=device-width">\n'))).toEqual(
    entries,
  );
  expect(entriesIn(page(""))).toEqual(entries);
  expect(entriesIn(page("<html><head></head><body>"))).toEqual(entries);
  expect(entriesIn("<pre>\n</pre>\n")).toEqual([]);
});

test("another page is not a folder", () => {
  expect(
    entriesIn("<html><head><title>Sign in</title></head><body><pre>x</pre></body></html>"),
  ).toBeUndefined();
  expect(entriesIn("")).toBeUndefined();
});
