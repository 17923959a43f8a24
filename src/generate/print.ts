import { Document, isCollection, isMap, isNode, isScalar, visit } from "yaml";

/** A comment on a part of an object, by the path of the part. */
export type Comment = readonly [path: readonly (string | number)[], words: string];

/** A Kubernetes object and the comments on its parts. */
export interface Manifest {
  readonly object: object;
  readonly comments?: readonly Comment[];
}

/** The objects as one stream of YAML documents, each comment before the part that it is about. */
export function printManifests(manifests: readonly Manifest[]): string {
  return manifests.map(printManifest).join("---\n");
}

function printManifest({ object, comments = [] }: Manifest): string {
  // kubectl reads YAML 1.1, where `on` and `1:30` are not strings
  const document = new Document(object, { version: "1.1", aliasDuplicateObjects: false });
  for (const [path, words] of comments) comment(document, path, words);
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar);
      // in a list of this form, kubectl's reader takes a plain word's ? for its end
      for (const item of list.items)
        if (isScalar(item) && typeof item.value === "string" && item.value.includes("?"))
          item.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 0, directives: false, flowCollectionPadding: false });
}

function comment(document: Document, path: readonly (string | number)[], words: string): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const target = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key
    : isCollection(parent)
      ? parent.get(last, true)
      : undefined;
  if (!isNode(target)) throw new TypeError(`nothing to comment at ${path.join(".")}`);
  target.commentBefore = wrap(words).join("\n");
}

const columns = 100;

function wrap(words: string): string[] {
  const lines = [""];
  for (const word of words.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(` ${word}`);
  }
  return lines;
}
