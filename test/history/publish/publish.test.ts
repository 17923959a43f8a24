import { describe, expect, test } from "bun:test";
import { publish } from "../../../src/history/publish/publish.ts";
import type { Store } from "../../../src/stores/store.ts";
import { cutAfter, idOf, localStore, publication, services } from "../nights.ts";

const nothing = () => undefined;
const text = async (store: Store, name: string) => {
  const found = await store.read(name, 2 ** 20);
  return found === undefined ? undefined : new TextDecoder().decode(found.bytes);
};

describe("a publication", () => {
  test("writes started.json first, finished.json after all artifacts, and latest-build.txt last", async () => {
    const store = await localStore();
    const order: string[] = [];
    const { build, place, wasThere } = await publish(store, await publication({ day: 0 }), ({ name }) =>
      order.push(name),
    );
    expect(build).toBe(idOf(0));
    expect(place).toEndWith(`/nightly/${idOf(0)}`);
    expect(wasThere).toBe(false);
    expect(order).toEqual([
      "started.json",
      "artifacts/junit_01.xml",
      "artifacts/summary.md",
      "artifacts/report.html",
      "artifacts/conformance.json",
      "finished.json",
      "latest-build.txt",
    ]);
    expect(await text(store, "latest-build.txt")).toBe(idOf(0));
  });

  test("that was cut anywhere has no finished.json, and continues without sending anything twice", async () => {
    for (let cut = 0; cut < 7; cut++) {
      const store = await localStore();
      const night = await publication({ day: 0 });
      await expect(publish(cutAfter(store, cut), night, nothing)).rejects.toThrow("cut");
      expect((await text(store, `${idOf(0)}/finished.json`)) !== undefined).toBe(cut === 6);
      const sent: string[] = [];
      await publish(store, night, ({ name }, how) => {
        if (how === "sent") sent.push(name);
      });
      expect(sent).toHaveLength(7 - cut);
      expect(await text(store, `${idOf(0)}/finished.json`)).toContain('"passed": true');
      expect(await text(store, "latest-build.txt")).toBe(idOf(0));
    }
  });

  test("of a complete build changes nothing", async () => {
    const store = await localStore();
    const night = await publication({ day: 0 });
    await publish(store, night, nothing);
    const other = { ...night, report: "<!doctype html><title>by another version</title>\n" };
    expect((await publish(store, other, nothing)).wasThere).toBe(true);
    expect(await text(store, `${idOf(0)}/artifacts/report.html`)).toContain("a run");
  });

  test("of two publishers at once makes one build", async () => {
    const store = await localStore();
    const night = await publication({ day: 0 });
    const [first, second] = await Promise.all([
      publish(store, night, nothing),
      publish(store, night, nothing),
    ]);
    expect(first?.build).toBe(second?.build ?? "");
    expect((await store.list()).folders).toEqual([idOf(0)]);
  });

  test("of another run that started in the same second gets the next number", async () => {
    const store = await localStore();
    await publish(store, await publication({ day: 0 }), nothing);
    const other = await publication({ day: 0, failed: { [services]: "no" } });
    const { build } = await publish(store, other, nothing);
    expect(build).toBe(String(Number(idOf(0)) + 1));
    expect(await text(store, `${idOf(0)}/finished.json`)).toContain('"passed": true');
    expect(await text(store, `${build}/finished.json`)).toContain('"passed": false');
    expect(await text(store, `${build}/artifacts/conformance.json`)).toContain(`"build":"${build}"`);
  });

  test("of an older run does not lower latest-build.txt", async () => {
    const store = await localStore();
    await publish(store, await publication({ day: 1 }), nothing);
    await publish(store, await publication({ day: 0 }), nothing);
    expect(await text(store, "latest-build.txt")).toBe(idOf(1));
  });

  test("goes not among builds with Prow's numbers, which would always be newer", async () => {
    const store = await localStore();
    const object = { bytes: new TextEncoder().encode("{}"), type: "application/json" };
    await store.put("1992063456789012480/started.json", object, "nothing");
    await expect(publish(store, await publication({ day: 0 }), nothing)).rejects.toThrow(
      /builds with Prow's numbers, like 1992063456789012480/,
    );
  });

  test("replaces an object of its unfinished build that another version wrote otherwise", async () => {
    const store = await localStore();
    const night = await publication({ day: 0 });
    const before = { ...night, report: "<!doctype html><title>by another version</title>\n" };
    await expect(publish(cutAfter(store, 4), before, nothing)).rejects.toThrow("cut");
    await publish(store, night, nothing);
    expect(await text(store, `${idOf(0)}/artifacts/report.html`)).toContain("a run");
  });

  test("to a store that keeps something else than it was sent fails, and leaves no finished build", async () => {
    const store = await localStore();
    const lying = (inner: Store): Store => ({
      ...inner,
      put: (name, object, over) =>
        inner.put(
          name,
          name.endsWith(".xml") ? { ...object, bytes: object.bytes.subarray(1) } : object,
          over,
        ),
      below: (folder) => lying(inner.below(folder)),
    });
    await expect(publish(lying(store), await publication({ day: 0 }), nothing)).rejects.toThrow(
      /junit_01.xml has another checksum than what was sent/,
    );
    expect(await text(store, `${idOf(0)}/finished.json`)).toBeUndefined();
  });
});
