import { describe, expect, test } from "bun:test";
import { Feed } from "../../../src/display/web/feed.ts";
import type { LiveMessage } from "../../../src/report/live/message.ts";

const notice = (text: string): LiveMessage => ({ kind: "notice", at: 0, level: "info", text });
const pod = (name: string): LiveMessage => ({
  kind: "pod",
  at: 0,
  namespace: "a",
  name,
  state: 0,
  word: "x".repeat(60),
});
const progress = (rows: number): LiveMessage => ({
  kind: "progress",
  at: 0,
  total: 1,
  passed: 0,
  failed: 0,
  remaining: 1,
  running: [],
  rows,
});

/** A reader that takes so many writes until it is full. */
function reader(most = Number.POSITIVE_INFINITY) {
  let text = "";
  let left = most;
  return {
    write(part: string) {
      text += part;
      return --left > 0;
    },
    /** It can take so many more. */
    room(more: number) {
      left = more;
    },
    get ids() {
      return [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    },
    get messages() {
      return [...text.matchAll(/^data: (.*)$/gm)].map(([, json = ""]): LiveMessage => JSON.parse(json));
    },
  };
}

describe("the feed of a live page", () => {
  test("who comes late gets everything, and who comes again what is missing", () => {
    const feed = new Feed();
    for (const text of ["a", "b\nid: 7", "c"]) feed.push(notice(text));
    const late = reader();
    feed.add(late, undefined);
    expect(late.messages).toEqual([notice("a"), notice("b\nid: 7"), notice("c")]);
    const again = reader();
    feed.add(again, 1);
    expect(again.ids).toEqual([2]);
    feed.push(notice("d"));
    feed.flush();
    expect([late.ids, again.ids]).toEqual([
      [0, 1, 2, 3],
      [2, 3],
    ]);
  });

  test("an id that it never gave is that of another run: everything is sent", () => {
    const feed = new Feed();
    feed.push(notice("a"));
    const stranger = reader();
    feed.add(stranger, 99);
    expect(stranger.ids).toEqual([0]);
  });

  test("of the progress only the newest is kept", () => {
    const feed = new Feed();
    feed.push(progress(1));
    const early = reader();
    feed.add(early, undefined);
    feed.push(progress(2));
    feed.push(progress(3));
    feed.flush();
    const late = reader();
    feed.add(late, undefined);
    expect([early.ids, late.ids]).toEqual([[0, 2], [2]]);
  });

  test("a reader that takes nothing holds nobody up, and goes on where it was", () => {
    const feed = new Feed();
    const [slow, quick] = [reader(1), reader()];
    feed.add(slow, undefined);
    feed.add(quick, undefined);
    for (let number = 0; number < 3000; number++) {
      feed.push(pod(`pod-${number}`));
      feed.flush();
    }
    expect(quick.ids).toHaveLength(3000);
    expect(slow.ids).toHaveLength(1);
    slow.room(Number.POSITIVE_INFINITY);
    feed.resume(slow);
    expect(slow.ids).toEqual(quick.ids);
  });

  test("keeps no more pod rows than 16 MiB, and everything else", () => {
    const feed = new Feed();
    feed.push(notice("first"));
    for (let number = 0; number < 150_000; number++) feed.push(pod(`pod-${number}`));
    const late = reader();
    feed.add(late, undefined);
    const names = late.messages.flatMap((one) => (one.kind === "pod" ? [one.name] : []));
    expect(late.messages[0]).toEqual(notice("first"));
    expect(names.length).toBeLessThan(130_000);
    expect(names.length).toBeGreaterThan(40_000);
    expect(names.at(-1)).toBe("pod-149999");
  });

  test("who has gone gets nothing more", () => {
    const feed = new Feed();
    const one = reader();
    feed.add(one, undefined);
    feed.remove(one);
    feed.push(notice("a"));
    feed.flush();
    expect([one.ids, feed.readers]).toEqual([[], 0]);
  });
});
