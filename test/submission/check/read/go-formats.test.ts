import { expect, test } from "bun:test";
import { isMailAddress, isRequestUri } from "../../../../src/submission/check/read/go-formats.ts";

// each verdict is that of Go 1.26's url.ParseRequestURI
test.each([
  ["https://acme.test/turbo", true],
  ["/foo", true],
  ["//acme.test/x", true],
  ["*", true],
  ["mailto:a", true],
  ["https:acme.test", true],
  ["https://", true],
  ["https://acme.test/a b", true],
  ["https://acme.test:8080/x?y=%zz", true],
  ["https://jane:secret@acme.test/", true],
  ["https://[::1]:80/", true],
  ["kind.sigs.k8s.io", false],
  ["kind.sigs.k8s.io/docs", false],
  ["", false],
  ["://acme.test", false],
  ["https://acme .test/", false],
  ["https://acme.test:port/", false],
  ["https://acme.test/%zz", false],
  ["https://acme.test/\u0007", false],
  [" https://acme.test/", false],
])("%j as a URL: %p", (text, taken) => {
  expect(isRequestUri(text)).toBe(taken);
});

// each verdict is that of Go 1.26's mail.ParseAddress
test.each([
  ["a@acme.test", true],
  ["Foo <a@acme.test>", true],
  ['"Foo, Bar" <a@acme.test>', true],
  ["<a@acme.test>", true],
  ["a@localhost", true],
  ["jürgen@acme.test", true],
  ['"a b"@acme.test', true],
  ["a.b+c@acme.test (team)", true],
  ["a", false],
  ["a@", false],
  ["@acme.test", false],
  ["a@acme.test, b@acme.test", false],
  ["a..b@acme.test", false],
  ["a@acme.test.", false],
  ["a b@acme.test", false],
  ["Foo a@acme.test", false],
  ["Foo <a@acme.test", false],
])("%j as an e-mail address: %p", (text, taken) => {
  expect(isMailAddress(text)).toBe(taken);
});

test("what is long and wrong is refused in no time", () => {
  const started = performance.now();
  expect(isMailAddress(`${"a ".repeat(50_000)}<`)).toBe(false);
  expect(isMailAddress("a.".repeat(50_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
