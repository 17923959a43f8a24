import { expect, test } from "bun:test";
import { Ended, type Ending, Endings, type Said } from "../../src/run/endings.ts";

test.each<[readonly Ending[], readonly boolean[], Ending]>([
  [["stop", "abort", "detach"], [true, true, true], "detach"],
  [["abort", "stop"], [true, false], "abort"],
  [["detach", "abort", "stop"], [true, false, false], "detach"],
  [["stop", "stop"], [true, false], "stop"],
])("of the words %p those count that outrank the last: %p", (words, counted, strongest) => {
  const endings = new Endings();
  expect(words.map((word) => endings.say(word))).toEqual([...counted]);
  expect(endings.said?.word).toBe(strongest);
});

test("each phase has a signal of its own, which a word that is being carried out does not abort", () => {
  const endings = new Endings();
  const following = endings.signal();
  const stopping = endings.signal("stop");
  endings.say("stop", "deadline");
  expect(following.reason).toEqual(new Ended("stop"));
  expect(stopping.aborted).toBe(false);
  expect(endings.said).toEqual({ word: "stop", by: "deadline" });
  endings.say("detach");
  expect(stopping.reason).toEqual(new Ended("detach"));
});

test("whoever asks late learns of a word that was said before", () => {
  const endings = new Endings();
  endings.say("abort");
  expect(endings.signal("stop").aborted).toBe(true);
  expect(endings.signal("abort").aborted).toBe(false);
  const heard: Said[] = [];
  const end = endings.listen((said) => heard.push(said));
  end();
  endings.say("detach");
  expect(heard).toEqual([{ word: "abort", by: "person" }]);
});
