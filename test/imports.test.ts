import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const src = path.resolve(import.meta.dir, "../src");

/** Each file of src/ with the rooms it imports from. */
const imports = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => {
    const text = readFileSync(path.join(src, file), "utf8");
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((found) =>
      path.relative(src, path.resolve(src, path.dirname(file), found[1] ?? "")),
    );
    const packages = [...text.matchAll(/from "([^."][^"]*)"/g)].map((found) => found[1] ?? "");
    return { file, room: roomOf(file), rooms: targets.map(roomOf), packages };
  });

function roomOf(file: string): string {
  return file.includes(path.sep) ? (file.split(path.sep)[0] ?? "") : file;
}

const offenders = (room: (name: string) => boolean, forbidden: readonly string[]) =>
  imports
    .filter((entry) => room(entry.room) && entry.rooms.some((target) => forbidden.includes(target)))
    .map((entry) => entry.file);

test("the rooms are found", () => {
  expect(new Set(imports.map((entry) => entry.room))).toContain("kube");
  expect(imports.find((entry) => entry.file === path.join("run", "session.ts"))?.rooms).toContain("kube");
});

test("async/, text/ and schema/ import no other room", () => {
  const inner = ["async", "text", "schema"];
  const outside = imports.filter(
    ({ room, rooms }) => inner.includes(room) && rooms.some((target) => target !== room),
  );
  expect(outside.map(({ file }) => file)).toEqual([]);
});

test("no room imports commands/", () => {
  expect(offenders((room) => room !== "commands" && room !== "main.ts", ["commands"])).toEqual([]);
});

test("no room but commands/ imports display/", () => {
  expect(offenders((room) => !["commands", "display", "main.ts"].includes(room), ["display"])).toEqual([]);
});

test("what reads texts never talks to a cluster", () => {
  expect(
    offenders((room) => ["suite", "results", "submission", "coverage"].includes(room), ["kube", "run"]),
  ).toEqual([]);
});

test("of AI conformance, only what reads a cluster talks to one, and nothing starts a run of the suite", () => {
  expect(offenders((room) => room === "ai", ["run", "sandbox", "report", "generate"])).toEqual([]);
  const talking = imports
    .filter(({ room, rooms }) => room === "ai" && rooms.includes("kube"))
    .map(({ file }) => path.dirname(file));
  expect([...new Set(talking)].toSorted()).toEqual([
    path.join("ai", "evidence"),
    path.join("ai", "preflight"),
  ]);
});

test("of plugins, only plugins/run/ talks to a cluster", () => {
  const reading = ({ file, room }: (typeof imports)[number]) =>
    room === "plugins" && !file.startsWith(path.join("plugins", "run"));
  const talking = imports.filter(
    (entry) => reading(entry) && entry.rooms.some((target) => ["kube", "run", "preflight"].includes(target)),
  );
  expect(talking.map(({ file }) => file)).toEqual([]);
});

test("the report is made from what a run left, and a page only from its data", () => {
  expect(offenders((room) => room === "report", ["kube", "run", "sandbox", "preflight"])).toEqual([]);
  const isPage = ({ file }: { readonly file: string }) => /^(?:report|history).page./.test(file);
  const page = imports.filter(isPage);
  expect(page.length).toBeGreaterThan(20);
  const known = ({ room }: { readonly room: string }) => ["report", "text", room];
  expect(page.filter((one) => one.rooms.some((room) => !known(one).includes(room)))).toEqual([]);
  const browser = /^(?:preact|preact\/hooks|@tanstack\/virtual-core|d3-selection|d3-zoom)$/;
  expect(page.filter(({ packages }) => packages.some((name) => !browser.test(name)))).toEqual([]);
  const others = imports.filter((one) => !isPage(one));
  expect(others.filter(({ packages }) => packages.some((name) => browser.test(name)))).toEqual([]);
});

test("the page of coverage is made from its data, by the parts of the report's page", () => {
  const browser = path.join("coverage", "page", "browser");
  const page = imports.filter(({ file }) => file.startsWith(browser));
  expect(page.length).toBeGreaterThan(1);
  const outside = page.filter(
    ({ rooms, packages }) =>
      packages.length > 0 || rooms.some((room) => !["coverage", "report"].includes(room)),
  );
  expect(outside).toEqual([]);
});

test("kube/ knows nothing of conformance", () => {
  expect(
    offenders((room) => room === "kube", ["run", "suite", "results", "submission", "sandbox", "preflight"]),
  ).toEqual([]);
});

test("net/ knows nothing of clusters, and async/ nothing of this program", () => {
  const known = ["net", "async", "process", "text", "errors.ts"];
  const strangers = (room: string, allowed: readonly string[]) =>
    imports
      .filter((entry) => entry.room === room && entry.rooms.some((target) => !allowed.includes(target)))
      .map((entry) => entry.file);
  expect(strangers("net", known)).toEqual([]);
  expect(strangers("async", ["async"])).toEqual([]);
  expect(
    imports.filter(
      ({ room, packages }) => room === "async" && packages.some((name) => !name.startsWith("node:")),
    ),
  ).toEqual([]);
});

test("a store knows nothing of conformance, and history nothing of clusters", () => {
  const known = ["stores", "net", "async", "process", "schema", "text", "errors.ts"];
  const strangers = imports.filter(
    ({ room, rooms }) => room === "stores" && rooms.some((target) => !known.includes(target)),
  );
  expect(strangers.map(({ file }) => file)).toEqual([]);
  expect(
    offenders((room) => room === "history", ["kube", "run", "sandbox", "preflight", "submission"]),
  ).toEqual([]);
  const cloud = /^(?:aws4fetch|google-auth-library)$/;
  const others = imports.filter(({ file }) => !/^stores.(?:s3|gcs)/.test(file));
  expect(others.filter(({ packages }) => packages.some((name) => cloud.test(name)))).toEqual([]);
});

test("oci/ knows nothing of clusters or conformance, and images/ of clusters", () => {
  const known = ["oci", "net", "async", "process", "text", "errors.ts"];
  const strangers = imports.filter(
    ({ room, rooms }) => room === "oci" && rooms.some((target) => !known.includes(target)),
  );
  expect(strangers.map(({ file }) => file)).toEqual([]);
  expect(offenders((room) => room === "images", ["kube", "run", "preflight", "results", "sandbox"])).toEqual(
    [],
  );
});

test("the sandbox uses no other room, and only commands/ uses the sandbox", () => {
  expect(offenders((room) => room === "sandbox", ["run", "kube", "results", "submission"])).toEqual([]);
  expect(offenders((room) => room !== "sandbox" && room !== "commands", ["sandbox"])).toEqual([]);
});

test("only main.ts touches the process", () => {
  const touching = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      file.endsWith(".ts") &&
      /\bprocess\.(?!platform\b)/.test(
        readFileSync(path.join(src, file), "utf8").replaceAll(/\/\/.*|\*.*/g, ""),
      ),
  );
  // steps.ts reads how large the process is, and nothing else
  expect(touching.toSorted()).toEqual(["async/steps.ts", "main.ts"]);
});

/** What each file imports at its top, types included. */
const imported = new Map(
  imports.map(({ file }) => {
    const text = readFileSync(path.join(src, file), "utf8");
    const places = [...text.matchAll(/^(?:import|export|\})[^;]*? from "(\.[^"]+)"/gm)];
    return [file, places.map(([, place = ""]) => path.join(path.dirname(file), place))];
  }),
);

test("no file imports itself through others", () => {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): string | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file].join(" → ");
    if (done.has(file)) return undefined;
    for (const target of imported.get(file) ?? []) {
      const circle = walk(target, [...way, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  expect(imported.get(path.join("run", "session.ts"))).toContain(path.join("run", "begin.ts"));
  expect([...imported.keys()].map((file) => walk(file, [])).filter((circle) => circle !== undefined)).toEqual(
    [],
  );
});

/** What is loaded with these files before anything of them runs: packages and modules of the runtime, each with a file that wants it. */
function loadedWith(entries: readonly string[]): Record<string, string> {
  const wanted: Record<string, string> = {};
  const seen = new Set<string>();
  const walk = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(path.join(src, file), "utf8");
    for (const [, name = ""] of text.matchAll(/^(?:import|export)(?! type)[^;]*? from "([^"]+)"/gm)) {
      if (!name.startsWith(".")) wanted[name] ??= file;
      else if (name.endsWith(".ts")) walk(path.join(path.dirname(file), name));
    }
  };
  for (const entry of entries) walk(entry);
  return wanted;
}

test("a command is declared, and settings are looked for, without any library but commander", () => {
  const program = readFileSync(path.join(src, "commands/program.ts"), "utf8");
  const lazy = [...program.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, file = ""]) => `commands/${file}`);
  expect(lazy).toContain("commands/run.ts");
  const wanted = loadedWith(["main.ts", ...lazy]);
  const light = ["child_process", "events", "fs", "fs/promises", "os", "path", "timers/promises", "util"];
  for (const name of ["@commander-js/extra-typings", ...light.map((one) => `node:${one}`)])
    delete wanted[name];
  expect(wanted).toEqual({});
});
