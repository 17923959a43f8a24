import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { idOf, localStore, type Night, nightFolder, publishNights, services } from "../../history/nights.ts";
import { newFolder, program } from "../program.ts";
import { allShapes } from "../results/folders.ts";

/** A folder with a job called nightly, with these nights; and the program in it. */
async function job(nights: readonly Night[]) {
  const cwd = newFolder();
  await publishNights(await localStore(path.join(cwd, "nightly")), nights);
  return { cwd, history: (...words: string[]) => program(["history", ...words], { cwd }) };
}

describe("history publish", () => {
  test.each(["ours", "hydrophone", "sonobuoy.tar.gz"])("takes what %s has", async (shape) => {
    const cwd = await allShapes();
    const { code, stdout, stderr } = await program(["history", "publish", shape, "--to", "store/nightly"], {
      cwd,
    });
    expect(stderr).toContain("sent  artifacts/report.html");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^store\/nightly\/\d{10}\n$/);
    const again = await program(["history", "publish", shape, "--to", "store/nightly", "-q"], { cwd });
    expect(again).toMatchObject({ code: 0, stdout, stderr: "" });
  });

  test("says what is missing", async () => {
    const cwd = newFolder();
    const none = await program(["history", "publish", "--to", "store"], { cwd });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("conformance-results");
    const nowhere = await program(["history", "publish", nightFolder({ day: 0 })], { cwd });
    expect(nowhere.stderr).toContain("required option '--to <store>'");
    const odd = await program(["history", "publish", nightFolder({ day: 0 }), "--to", "ftp://x/y"], { cwd });
    expect(odd.stderr).toContain("stores of the kind ftp:// are not supported");
  });
});

describe("history list, show and import", () => {
  test("list the newest builds first, an unfinished one too", async () => {
    const { cwd, history } = await job([{ day: 0 }, { day: 1, failed: { [services]: "no endpoints" } }]);
    const store = await localStore(path.join(cwd, "nightly"));
    const object = { bytes: new TextEncoder().encode(`{"timestamp":${idOf(2)}}`), type: "" };
    await store.put(`${idOf(2)}/started.json`, object, "nothing");
    const { stdout } = await history("list", "nightly");
    const rows = stdout.split("\n").map((row) => row.split(/ {3,}/).slice(0, 4));
    expect(rows.slice(0, 4)).toEqual([
      ["JOB", "BUILD", "VERDICT", "PASSED"],
      ["nightly", idOf(2), "unfinished", "<none>"],
      ["nightly", idOf(1), "failed", "3/4"],
      ["nightly", idOf(0), "passed", "4/4"],
    ]);
    expect((await history("list", "nightly", "--last", "2", "-o", "name")).stdout).toBe(
      `${idOf(2)}\n${idOf(1)}\n`,
    );
  });

  test("work from the index when the store is gone, until it is imported again", async () => {
    const { cwd, history } = await job([{ day: 0 }, { day: 1 }]);
    expect((await history("list")).stderr).toContain("history import STORE");
    expect((await history("import", "nightly")).stdout).toBe("nightly  2 builds\n");
    rmSync(path.join(cwd, "nightly", idOf(0)), { recursive: true });
    expect((await history("list", "-o", "name")).stdout).toBe(`${idOf(1)}\n${idOf(0)}\n`);
    expect((await history("import", "nightly")).stdout).toBe("nightly  1 build\n");
    expect((await history("list", "-o", "name")).stdout).toBe(`${idOf(1)}\n`);
    rmSync(path.join(cwd, "nightly"), { recursive: true });
    expect((await history("show", "latest")).code).toBe(0);
    const gone = await history("list", "nightly");
    expect(gone).toMatchObject({ code: 3, stdout: "" });
    expect(gone.stderr).toContain("no such file or directory");
  });

  test("a damaged index is made again, and none is kept if so wished", async () => {
    const { cwd, history } = await job([{ day: 0 }]);
    await history("import", "nightly", "--index", "idx");
    const [file = ""] = readdirSync(path.join(cwd, "idx"));
    await Bun.write(path.join(cwd, "idx", file), `{"schema":1,"store":"${cwd}/nightly"}\n{"hea`);
    expect((await history("list", "nightly", "--index", "idx", "-o", "name")).stdout).toBe(`${idOf(0)}\n`);
    mkdirSync(path.join(cwd, "empty"));
    await history("list", "nightly", "--index", "none");
    expect(readdirSync(cwd)).not.toContain(".cache");
  });

  test("show what failed, and what changed since the night before", async () => {
    const { history } = await job([
      { day: 0 },
      { day: 1, kernel: "6.1.0-31", nodes: 3, failed: { [services]: "timed out waiting for 3 endpoints" } },
    ]);
    const { stdout } = await history("show", "latest", "nightly");
    expect(stdout).toContain(`build ${idOf(1)} of nightly`);
    expect(stdout).toContain("timed out waiting for 3 endpoints\n  [sig-network] services");
    expect(stdout).toContain(`since build ${idOf(0)}:\n`);
    expect(stdout).toContain("  nodes 2 → 3\n");
    expect(stdout).toContain("  kernel 6.1.0-30 → 6.1.0-31\n");
    expect(stdout).toContain(`  fails now: ${services}\n`);
    expect((await history("show", "12", "nightly")).stderr).toContain("there is no build 12");
    expect((await history("show", "x", "nightly")).stderr).toContain("x is not a build's number");
  });
});

describe("history prune", () => {
  test("removes what is older than the newest complete builds, after it was allowed to", async () => {
    const { cwd, history } = await job([0, 1, 2, 3].map((day) => ({ day })));
    rmSync(path.join(cwd, "nightly", idOf(2), "finished.json"));
    const dry = await history("prune", "nightly", "--keep", "2", "--dry-run=client");
    expect(dry.stdout).toBe(`${idOf(0)}\n`);
    const refused = await history("prune", "nightly", "--keep", "2");
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain("this would remove 1 build of nightly");
    expect(readdirSync(path.join(cwd, "nightly"))).toContain(idOf(0));
    const done = await history("prune", "nightly", "--keep", "2", "--force");
    expect(done).toMatchObject({ code: 0, stdout: `${idOf(0)}\n` });
    expect(readdirSync(path.join(cwd, "nightly")).toSorted()).toEqual([
      idOf(1),
      idOf(2),
      idOf(3),
      "latest-build.txt",
    ]);
  });

  test("asks at a terminal, and removes nothing after a no", async () => {
    const { cwd } = await job([{ day: 0 }, { day: 1 }]);
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return "n";
    };
    const no = await program(["history", "prune", "nightly", "--keep", "1"], { cwd, ask });
    expect(no.code).toBe(2);
    expect(asked[0]).toContain(`Remove 1 build of nightly, ${idOf(0)} and older?`);
    expect(readdirSync(path.join(cwd, "nightly"))).toContain(idOf(0));
  });
});
