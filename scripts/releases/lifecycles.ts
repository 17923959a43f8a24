import type { Source } from "./source.ts";

/** Since when a kind of a version is deprecated, and from when on it is no longer served, as k8s.io/api declares it. */
export interface Lifecycle {
  /** `GROUP/VERSION/KIND`. */
  readonly kind: string;
  readonly deprecated: string;
  /** Absent for kinds of stable versions, which are not removed. */
  readonly removed?: string;
  /** What to use instead, as `GROUP/VERSION/KIND`. */
  readonly replacement?: string;
}

/** What a release declares of all kinds that are deprecated, or will be, by kind. */
export async function readLifecycles(source: Source, release: string): Promise<readonly Lifecycle[]> {
  const found: Lifecycle[] = [];
  const files = await source.api(release, /(?:zz_generated\.prerelease-lifecycle|register|types)\.go$/);
  for (const [file, text] of files) {
    if (!file.endsWith("zz_generated.prerelease-lifecycle.go")) continue;
    const folder = file.slice(0, file.lastIndexOf("/"));
    const group = /GroupName = "([^"]*)"/.exec(files.get(`${folder}/register.go`) ?? "")?.[1];
    if (group === undefined) throw new Error(`${release}: ${folder}/register.go names no group`);
    found.push(...generated(text, `${group}/${folder.slice(folder.lastIndexOf("/") + 1)}`));
  }
  // core has no generated file: its kinds say it in words
  const core = files.get("core/v1/types.go") ?? "";
  for (const [comment, kind = ""] of core.matchAll(/(?:^\/\/.*\n)+^type (\w+) struct/gm)) {
    const since = /Deprecated: This API is deprecated in (v1\.\d+)\+/.exec(comment)?.[1];
    if (since !== undefined && !kind.endsWith("List"))
      found.push({ kind: `/v1/${kind}`, deprecated: since, ...instead(comment) });
  }
  if (found.length === 0) throw new Error(`${release}: k8s.io/api says nothing of what is deprecated`);
  return found.sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

function* generated(text: string, version: string): Generator<Lifecycle> {
  const say = (kind: string, what: string) => {
    const found = new RegExp(`\\*${kind}\\) APILifecycle${what}\\(\\)[^{]*\\{\\s*return (\\d+), (\\d+)`).exec(
      text,
    );
    return found === null ? undefined : `v${found[1]}.${found[2]}`;
  };
  for (const [, kind = ""] of text.matchAll(/\*(\w+)\) APILifecycleDeprecated/g)) {
    const deprecated = say(kind, "Deprecated");
    if (deprecated === undefined || kind.endsWith("List")) continue;
    const removed = say(kind, "Removed");
    const [, group = "", of = "", other = ""] =
      new RegExp(
        `\\*${kind}\\) APILifecycleReplacement\\(\\)[^{]*\\{\\s*return [\\w.]+\\{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"`,
      ).exec(text) ?? [];
    yield {
      kind: `${version}/${kind}`,
      deprecated,
      ...(removed === undefined ? {} : { removed }),
      ...(other === "" ? {} : { replacement: `${group}/${of}/${other}` }),
    };
  }
}

/** `Use discoveryv1.EndpointSlice` as a kind. */
function instead(comment: string): { replacement?: string } {
  const [, group, version, kind] = /Use ([a-z]+?)(v\d+\w*)\.(\w+)/.exec(comment) ?? [];
  return kind === undefined ? {} : { replacement: `${group}.k8s.io/${version}/${kind}` };
}
