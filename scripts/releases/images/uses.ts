import { closing, type Declaration, type GoFile } from "./go-text.ts";

const module = "k8s.io/kubernetes/";
const manifestPackage = `${module}test/utils/image`;

interface Place {
  readonly file: GoFile;
  readonly declaration: Declaration;
}

/** A file under testing-manifests, with images as `{{.BusyBoxImage}}`. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
}

/** A part of a file. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Which images the code of tests names: directly, or in the functions that it calls, as far as they are in the same tree. Go's types are not
 * known here, so a call of a method counts for every method of this name in the package and in those that the file imports: an image
 * may be named too often, but none that a test pulls by its constant is left out.
 */
export class ImageUses {
  readonly #places = new Map<string, Place[]>();
  readonly #files = new Map<string, GoFile>();
  readonly #constants: ReadonlySet<string>;
  readonly #manifests: readonly Manifest[];

  /** @param constants the names of the images in the manifest: `BusyBox` */
  constructor(files: readonly GoFile[], manifests: readonly Manifest[], constants: ReadonlySet<string>) {
    this.#constants = constants;
    this.#manifests = manifests;
    for (const file of files) {
      this.#files.set(file.path, file);
      for (const declaration of file.declarations) {
        const key = `${folderOf(file.path)} ${declaration.name}`;
        const places = this.#places.get(key) ?? [];
        places.push({ file, declaration });
        this.#places.set(key, places);
      }
    }
  }

  /** The constants of the images of one test, sorted, by its file and full name. */
  of(path: string, name: string): readonly string[] {
    const file = this.#files.get(path);
    if (file === undefined) return [];
    const used = new Set<string>();
    const seen = new Set<Declaration>();
    const todo = stretchesOf(file, name).flatMap((stretch) => this.#namedIn(file, stretch, used));
    for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
      if (seen.has(place.declaration)) continue;
      seen.add(place.declaration);
      todo.push(...this.#namedIn(place.file, place.declaration, used));
    }
    return [...used].sort();
  }

  /** What a part of a file names; images are added to `used`. */
  #namedIn(file: GoFile, { start, end }: Stretch, used: Set<string>): Place[] {
    const code = file.code.slice(start, end);
    const places: Place[] = [];
    for (const [, literal = ""] of file.text
      .slice(start, end)
      .matchAll(/"([\w./-]+\.(?:yaml|json)(?:\.in)?)"/g))
      for (const constant of this.#inManifest(literal)) used.add(constant);
    for (const [, before = "", name = ""] of code.matchAll(/(?:(\b\w+|[)\]}])?\s*\.\s*)?\b([A-Za-z]\w*)/g)) {
      const imported = file.imports.get(before);
      if (imported === manifestPackage) {
        if (this.#constants.has(name)) used.add(name);
        if (name === "GetPauseImageName") used.add("Pause");
      } else if (imported !== undefined) places.push(...this.#at(imported.replace(module, ""), name));
      else if (before === "") places.push(...this.#at(folderOf(file.path), name));
      else places.push(...this.#methods(file, name));
    }
    return places;
  }

  #inManifest(name: string): string[] {
    return this.#manifests
      .filter(({ path }) => path.endsWith(`/${name}`))
      .flatMap(({ text }) => [...text.matchAll(/\{\{\s*\.(\w+)Image\s*\}\}/g)])
      .flatMap(([, constant = ""]) => (this.#constants.has(constant) ? [constant] : []));
  }

  #at(folder: string, name: string): readonly Place[] {
    return this.#places.get(`${folder} ${name}`) ?? [];
  }

  #methods(file: GoFile, name: string): Place[] {
    const folders = [...file.imports.values()].filter((path) => path.startsWith(module));
    return [folderOf(file.path), ...folders.map((path) => path.replace(module, ""))].flatMap((folder) =>
      this.#at(folder, `.${name}`),
    );
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

const node =
  /\b(?:\w+\.)?(?:ConformanceIt|It|Specify|Describe|SIGDescribe|Context|When|DescribeTable|Entry)\(/g;

interface Node extends Stretch {
  /** Its text, with the literals of a concatenation joined; undefined for text that is computed. */
  readonly words: string | undefined;
  readonly isLeaf: boolean;
}

/**
 * The parts of a file that belong to one test: its own node, and what the containers around it have beside their other nodes. The whole file
 * if the test's text is computed.
 */
function stretchesOf(file: GoFile, name: string): Stretch[] {
  const nodes = nodesOf(file);
  const plain = squeezed(name);
  const leaves = nodes.filter(({ isLeaf, words }) => isLeaf && words !== undefined && plain.includes(words));
  const [leaf] = leaves.toSorted((a, b) => (b.words?.length ?? 0) - (a.words?.length ?? 0));
  const whole = { start: 0, end: file.code.length };
  if (leaf === undefined) return [whole];
  const around = (one: Stretch) => one.start <= leaf.start && leaf.end <= one.end;
  const top = file.declarations.find(around) ?? whole;
  return subtract(
    top,
    nodes.filter((one) => !around(one)),
  );
}

function nodesOf(file: GoFile): Node[] {
  return [...file.code.matchAll(node)].map(({ index, 0: call }) => {
    const open = index + call.length - 1;
    const end = closing(file.code, open);
    const [literal] = /^(?:\s*"(?:\\.|[^"\\\n])*"|\s*`[^`]*`)/.exec(file.text.slice(open + 1, end)) ?? [];
    const after = file.code.slice(open + 1 + (literal?.length ?? 0)).trimStart();
    // `"for " + kind`: only a text that is complete names a test
    const words =
      literal === undefined || after.startsWith("+") ? undefined : squeezed(literal.trim().slice(1, -1));
    return { start: index, end, words, isLeaf: /(?:It|Specify|Entry)\($/.test(call) };
  });
}

/** A test's text as its name has it: escapes resolved, blanks single, without tags. */
function squeezed(text: string): string {
  return text
    .replace(/\\(.)/g, "$1")
    .replace(/\s*\[[^\]]*\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** What is left of a stretch without others. */
function subtract(from: Stretch, others: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let at = from.start;
  for (const { start, end } of others.toSorted((a, b) => a.start - b.start)) {
    if (end <= at || start >= from.end) continue;
    if (start > at) left.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (at < from.end) left.push({ start: at, end: from.end });
  return left;
}
