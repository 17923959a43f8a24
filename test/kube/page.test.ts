import { expect, test } from "bun:test";
import { pageWords } from "../../src/kube/page.ts";

test.each([
  ["<!DOCTYPE html>\n<html><head><title>Sign in</title>", 'a web page, "Sign in"'],
  ["\ufeff  <HTML><head><TITLE lang=en> Log\n in \u001b[31m</TITLE>", 'a web page, "Log in ^[[31m"'],
  ["<!-- old --><html><body>hello", "a web page"],
  ['<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', "a web page"],
  [`<html><title>${"x".repeat(5000)}</title>`, `a web page, "${"x".repeat(100)}…"`],
])("%j is %s", (text, words) => {
  expect(pageWords(text)).toBe(words);
});

test.each(['{"kind":"Status"}', "no healthy upstream", "", "<testsuites>", "a <html>"])(
  "%j is not a page",
  (text) => {
    expect(pageWords(text)).toBeUndefined();
  },
);
