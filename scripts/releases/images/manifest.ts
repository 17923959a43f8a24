import { isMap, isScalar, isSeq, parseAllDocuments } from "yaml";

/** An image of the suite's table. */
export interface TableImage {
  /** Its number in the suite, which is part of its tag in a single repository (`KUBE_TEST_REPO`). */
  readonly id: number;
  /** The name of its constant, `BusyBox`; undefined for the images of CSI drivers, which have none. */
  readonly constant?: string | undefined;
  /** The key of its registry in a list of registries; undefined where the registry is in `image`. */
  readonly registry?: string | undefined;
  /** What follows the registry: `agnhost:2.55`; the whole name where `registry` is undefined. */
  readonly image: string;
}

/** What the suite knows of its images. */
export interface Table {
  /** The default of each key of a list of registries. */
  readonly registries: Readonly<Record<string, string>>;
  readonly images: readonly TableImage[];
}

const csi = "test/e2e/testing-manifests/storage-csi/";

/**
 * Reads `test/utils/image/manifest.go`, and adds the images of the CSI drivers as `csi_manifest.go` does: those in the YAML files, in the order of
 * their paths, after the last number of the table.
 * @throws Error if a line of the table has another form than expected
 */
export function readTable(manifest: string, files: ReadonlyMap<string, string>): Table {
  const keys = new Map(
    [...manifest.matchAll(/^\t(\w+)\s+string `yaml:"(\w+)"`/gm)].map(([, field = "", key = ""]) => [
      field,
      key,
    ]),
  );
  const registries: Record<string, string> = {};
  for (const [, field = "", value = ""] of manifest.matchAll(/^\t\t(\w+):\s+"([^"]+)",/gm)) {
    const key = keys.get(field);
    if (key !== undefined) registries[key] = value;
  }
  const ids = idsOf(manifest);
  const images: TableImage[] = [];
  for (const [line, constant = "", right = ""] of manifest.matchAll(/^\tconfigs\[(\w+)\] = (.*)$/gm)) {
    const [, field = "", name, tag] = /^Config\{list\.(\w+), "([^"]+)", "([^"]+)"\}$/.exec(right) ?? [];
    const [id, registry] = [ids.get(constant), keys.get(field)];
    if (id === undefined || registry === undefined)
      throw new Error(`manifest.go: not an image: ${line.trim()}`);
    images.push({ id, constant, registry, image: `${name}:${tag}` });
  }
  if (images.length === 0 || Object.keys(registries).length !== keys.size)
    throw new Error("manifest.go: its registries or images have another form");
  const named = new Set(images.map(({ registry = "", image }) => `${registries[registry]}/${image}`));
  let id = Math.max(...images.map((image) => image.id));
  for (const image of csiImages(files)) {
    if (named.has(image)) continue;
    named.add(image);
    id += 1;
    images.push({ id, image });
  }
  return { registries, images };
}

/** The constants' numbers: they count up in one block, from `None`. */
function idsOf(manifest: string): Map<string, number> {
  const block = /^\tNone ImageID = iota\n([\s\S]*?)^\)/m.exec(manifest)?.[1] ?? "";
  const names = [...block.matchAll(/^\t(\w+)$/gm)].map(([, name = ""]) => name);
  return new Map(names.map((name, at) => [name, at + 1]));
}

function* csiImages(files: ReadonlyMap<string, string>): Generator<string> {
  // fs.WalkDir goes by name within each folder
  const byParts = (a: string, b: string) => {
    const [left, right] = [a.split("/"), b.split("/")];
    const at = left.findIndex((part, index) => part !== right[index]);
    return (left[at] ?? "") < (right[at] ?? "") ? -1 : 1;
  };
  const paths = [...files.keys()]
    .filter((path) => path.startsWith(csi) && path.endsWith(".yaml"))
    .sort(byParts);
  for (const path of paths)
    for (const document of parseAllDocuments(files.get(path) ?? "")) {
      if (!("contents" in document)) continue;
      yield* stringsAt(document.contents, ["spec", "containers", "image"]);
      yield* stringsAt(document.contents, ["spec", "template", "spec", "containers", "image"]);
    }
}

/** The strings at the end of a path of fields; each item of a list is followed. */
function* stringsAt(node: unknown, path: readonly string[]): Generator<string> {
  if (isSeq(node)) for (const item of node.items) yield* stringsAt(item, path);
  const [field, ...rest] = path;
  if (field === undefined) {
    if (isScalar(node) && typeof node.value === "string" && /^.*\/[^/:]*:.*$/.test(node.value))
      yield node.value;
  } else if (isMap(node)) yield* stringsAt(node.get(field, true), rest);
}
