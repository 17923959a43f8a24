import { expect, test } from "bun:test";
import { Contact, watched } from "../../src/run/follow/contact.ts";

function lost(at: number): Contact {
  const contact = new Contact();
  for (const [index, watch] of watched.entries()) contact.cut(watch, at + index);
  return contact;
}

test("contact is lost when the last of the watches is, and since then", () => {
  const contact = new Contact();
  for (const watch of watched.slice(1)) contact.cut(watch, 5);
  expect(contact.lostSince(100)).toBeUndefined();
  contact.cut("own-pod", 9);
  contact.cut("own-pod", 50);
  expect(contact.lostSince(100)).toBe(9);
});

test("one watch that is back is contact", () => {
  const contact = lost(5);
  contact.heard("rows");
  expect(contact.lostSince(100)).toBeUndefined();
});

test("a log that goes on is contact, until it is cut or silent for longer than it may be", () => {
  const contact = lost(5);
  contact.log(1000, true);
  expect(contact.lostSince(2000)).toBeUndefined();
  expect(contact.lostSince(62_000)).toBe(1000);
  contact.log(3000, false);
  expect(contact.lostSince(3000)).toBe(1000);
});
