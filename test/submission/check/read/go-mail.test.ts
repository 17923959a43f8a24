import { expect, test } from "bun:test";
import { isMailAddress } from "../../../../src/submission/check/read/go-mail.ts";

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
  ["Doe, J <a@acme.test>", false],
  ["a@acme.test (team (x))", true],
  ["a@acme.test (team", false],
  ["a@[127.0.0.1]", true],
  ["a@[::1]", true],
  ["a@[IPv6:::1]", false],
  ["a@[acme]", false],
  ["=?utf-8?q?J=C3=BCrgen?= <a@acme.test>", true],
  ["=?koi8-r?q?a?= <a@acme.test>", false],
  ["J =?koi8-r?q?a?= <a@acme.test>", true],
  ["=?utf-8?q??= <a@acme.test>", false],
  ["team: a@acme.test;", true],
  ["team: a@acme.test, b@acme.test;", false],
  ["team:;", false],
  ['""@acme.test', false],
  ["a @acme.test", false],
  ["a@ acme.test", true],
])("%j as an e-mail address: %p", (text, taken) => {
  expect(isMailAddress(text)).toBe(taken);
});

// in quadratic time it would pass no timeout
test("what is long and wrong is refused in no time", () => {
  expect(isMailAddress(`${"a ".repeat(500_000)}<`)).toBe(false);
  expect(isMailAddress("a.".repeat(500_000))).toBe(false);
});
