import { expect, test } from "bun:test";
import { readLink } from "../../../src/ai/validator/links.ts";

const file = (name: string, fragment = "") => ({ kind: "file", file: name, fragment }) as const;
const other = (link: string) => ({
  kind: "wrong" as const,
  why: `path "${link}" references a different product directory; evidence must live in v1.37/acme`,
});
const escapes = (link: string) => ({
  kind: "wrong" as const,
  why: `path "${link}" escapes the product directory v1.37/acme`,
});

test.each([
  ["https://acme.test/x", { kind: "url" } as const],
  ["HTTPS://acme.test/x", file("HTTPS:/acme.test/x")],
  [" https://acme.test/x", file("https:/acme.test/x")],
  ["junit.xml", file("junit.xml")],
  ["file://junit.xml#TestX", file("junit.xml", "TestX")],
  ["file:///junit.xml", file("junit.xml")],
  ["  e2e.log #TestX", file("e2e.log", "TestX")],
  ["file://v1.37/acme/sub/junit.xml#A/b", file("sub/junit.xml", "A/b")],
  ["v1.36/acme/e2e.log", other("v1.36/acme/e2e.log")],
  ["v1.37/acme", file("v1.37/acme")],
  ["../acme/x", file("x")],
  ["/etc/passwd", file("etc/passwd")],
  ["a%20b.md", file("a%20b.md")],
  ["../x", escapes("../x")],
  [".", escapes(".")],
  ["sub/..", escapes("sub/..")],
  ["#x", { kind: "wrong", why: "empty file path" } as const],
  ["file:// ", { kind: "wrong", why: "empty file path" } as const],
])("%j", (link, expected) => {
  expect(readLink(link, "v1.37/acme")).toEqual(expected);
});
