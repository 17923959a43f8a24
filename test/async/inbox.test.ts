import { expect, test } from "bun:test";
import { Inbox } from "../../src/async/inbox.ts";

test("values come out in the order in which they were put in, those that came before anybody looked too", async () => {
  const inbox = new Inbox<number>();
  inbox.put(1);
  const taken: number[] = [];
  const taking = (async () => {
    for await (const value of inbox) taken.push(value);
  })();
  await Promise.resolve();
  inbox.put(2);
  inbox.put(3);
  inbox.close();
  inbox.put(4);
  await taking;
  expect(taken).toEqual([1, 2, 3]);
});

test("an inbox that is closed while somebody waits lets them go", async () => {
  const inbox = new Inbox<number>();
  const next = inbox[Symbol.asyncIterator]().next();
  await Promise.resolve();
  inbox.close();
  expect(await next).toEqual({ done: true, value: undefined });
});
