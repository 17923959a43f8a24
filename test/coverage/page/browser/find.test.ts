import { expect, test } from "bun:test";
import { choiceHash, isShown, type Row, readChoice } from "../../../../src/coverage/page/browser/find.ts";

const row: Row = {
  state: "covered",
  group: "apps",
  version: "apps/v1",
  words: "listappsv1deployment\n/apis/apps/v1/deployments\n[sig-apps] deployment should work",
};
const all = { query: "", state: "", part: "" };

test("a row is shown if it has all words, the state, and the group or version", () => {
  expect(isShown(row, all)).toBe(true);
  expect(isShown(row, { ...all, query: "  Work  APPS " })).toBe(true);
  expect(isShown(row, { ...all, query: "work pods" })).toBe(false);
  expect(isShown(row, { ...all, state: "untested" })).toBe(false);
  expect(isShown(row, { ...all, part: "apps/v1" })).toBe(true);
  expect(isShown(row, { ...all, part: "apps" })).toBe(true);
  expect(isShown(row, { ...all, part: "core" })).toBe(false);
});

test("the address keeps a choice, and what else it has does no harm", () => {
  const choice = { query: "a & b=c #", state: "covered", part: "apps/v1" };
  expect(readChoice(choiceHash(choice))).toEqual(choice);
  expect(choiceHash(all)).toBe("");
  expect(readChoice("#%E0%A4%A&x")).toEqual(all);
  expect(readChoice("")).toEqual(all);
});
