import path from "node:path";
import { writeWhole } from "../../src/results/files.ts";
import { parseConformanceList } from "../../src/suite/required/parse.ts";
import { readBuilds } from "./images/builds.ts";
import { readGo } from "./images/go-text.ts";
import { readTable, type Table } from "./images/manifest.ts";
import { ImageUses } from "./images/uses.ts";

/** Where the source of a release comes from. */
export interface Tree {
  /** The files of a version that are wanted, by their paths. */
  files(version: string, isWanted: (path: string) => boolean): Promise<ReadonlyMap<string, string>>;
}

/** The images of a release, one line each, as src/images/held.ts reads them. */
export interface ImageList {
  readonly release: string;
  readonly registries: Readonly<Record<string, string>>;
  /** `1 AgnhostPrev promoterE2eRegistry agnhost:2.55`; a dash for what an image does not have. */
  readonly images: readonly string[];
  readonly needs: {
    /** Each set of images that some test needs, by their constants. */
    readonly sets: readonly string[];
    /** The number of the set of each test on the list of the release, in the order of their names. */
    readonly tests: string;
  };
  /** `agnhost test/images/agnhost 2.66.1 alpine:3.21 linux/amd64,linux/arm64` */
  readonly builds: readonly string[];
}

const list = "test/conformance/testdata/conformance.yaml";
const manifest = "test/utils/image/manifest.go";
const wanted =
  /^test\/(?:e2e|utils)\/.*\.(?:go|(?:yaml|json)(?:\.in)?)$|^test\/images\/.*\/(?:BASEIMAGE|VERSION)$|^test\/conformance\/image\/Makefile$|^build\/pause\/Makefile$|^hack\/lib\/golang\.sh$/;

/** Writes `lists.json` into `folder` (src/images): the images of each of these releases. Gives a line for each release, and the file. */
export async function* updateImages(
  source: Tree,
  folder: string,
  releases: readonly string[],
): AsyncGenerator<string, void> {
  const lists: ImageList[] = [];
  for (const release of releases) {
    const found = await readImages(source, release);
    lists.push(found);
    yield `${release}: ${found.images.length} images`;
  }
  const file = path.join(folder, "lists.json");
  await writeWhole(file, `${JSON.stringify({ releases: lists }, null, 2)}\n`, { overwrite: true });
  yield file;
}

/** @throws Error if the release has no list of tests, or a table of images in an unknown form */
export async function readImages(source: Tree, release: string): Promise<ImageList> {
  const files = await source.files(release, (file) => file === list || wanted.test(file));
  const table = readTable(files.get(manifest) ?? "", files);
  return {
    release,
    registries: table.registries,
    images: table.images.map(({ id, constant = "-", registry = "-", image }) =>
      [id, constant, registry, image].join(" "),
    ),
    needs: needsOf(files, table, release),
    builds: readBuilds(release, files).map(({ name, folder, version, base, platforms }) =>
      [name, folder, version || "-", base, platforms.join(",")].join(" "),
    ),
  };
}

function needsOf(files: ReadonlyMap<string, string>, table: Table, release: string): ImageList["needs"] {
  const go = [...files].filter(([file]) => file.endsWith(".go")).map(([file, text]) => readGo(file, text));
  const manifests = [...files].flatMap(([file, text]) =>
    file.endsWith(".go") ? [] : [{ path: file, text }],
  );
  const constants = new Set(table.images.flatMap(({ constant }) => constant ?? []));
  const uses = new ImageUses(go, manifests, constants);
  const tests = parseConformanceList(files.get(list) ?? "", `${release} ${list}`);
  const sets: string[] = [];
  const numbers = tests
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ file, name }) => {
      const set = uses.of(file, name).join(" ");
      if (!sets.includes(set)) sets.push(set);
      return sets.indexOf(set);
    });
  return { sets, tests: numbers.join(" ") };
}
