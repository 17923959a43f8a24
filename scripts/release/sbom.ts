import page from "../../src/report/page.json" with { type: "json" };
import type { Commit } from "./commit.ts";
import { rfc3339 } from "./compile.ts";

/** npm's package-lock.json, version 3, as far as it is read here. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const rootId = "SPDXRef-kubectl-conformance";

/** The packages that these have in their own files; in which version, none of them says, so it is the lockfile's. */
const inside: Readonly<Record<string, readonly string[]>> = {
  "node_modules/jsonpath-plus": ["jsep", "@jsep-plugin/assignment", "@jsep-plugin/regex"],
  "node_modules/tar": ["@isaacs/fs-minipass", "chownr", "minipass", "minizlib", "yallist"],
};

/** The page of report.html, which was bundled before. */
const pageFile = "src/report/page.json";

/**
 * What a binary is made of, as an SPDX 2.3 document: the packages of the modules bundled in it, those that these packages
 * have bundled themselves, and Bun, its runtime. A package that Bun has of its own (`ws`, `undici`) is in Bun.
 * @param modules their paths from the repository's root
 * @throws Error for a module of a package that the lockfile has not
 */
export function sbom(lockfile: Lockfile, modules: readonly string[], commit: Commit) {
  const { "": root = {} } = lockfile.packages;
  const bundled = modules.flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [],
  );
  const ofPage = modules.includes(pageFile) ? page.packages : [];
  const within = [...bundled.flatMap((place) => inside[place] ?? []), ...ofPage];
  const brought = within.map((name) => `node_modules/${name}`);
  const places = new Set([runtime, ...bundled, ...brought].sort());
  const shipped = [...places].map((place) => {
    const locked = lockfile.packages[place];
    if (locked === undefined) throw new Error(`${place} is not in package-lock.json`);
    return [place, locked] as const;
  });
  const dependsOn = (id: string, place: string, locked: LockedPackage) =>
    Object.keys({
      ...locked.dependencies,
      ...locked.optionalDependencies,
      ...locked.peerDependencies,
    }).flatMap((name) => {
      const found = resolve(place, name, places);
      return found === undefined ? [] : [relation(id, "DEPENDS_ON", idOf(found))];
    });
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `kubectl-conformance-v${root.version ?? ""}`,
    documentNamespace: `https://spdx.org/spdxdocs/kubectl-conformance-v${root.version ?? ""}-${commit.name}`,
    creationInfo: { created: rfc3339(commit.time), creators: ["Tool: kubectl-conformance-release"] },
    packages: [
      { ...described("kubectl-conformance", root, rootId), primaryPackagePurpose: "APPLICATION" },
      ...shipped.map(([place, locked]) => described(nameOf(place), locked, idOf(place))),
    ],
    relationships: [
      relation("SPDXRef-DOCUMENT", "DESCRIBES", rootId),
      relation(rootId, "CONTAINS", idOf(runtime)),
      ...ofPage.map((name) => relation(rootId, "CONTAINS", idOf(`node_modules/${name}`))),
      ...dependsOn(rootId, "", root),
      ...shipped
        .filter(([place]) => place !== runtime)
        .flatMap(([place, locked]) => dependsOn(idOf(place), place, locked)),
    ],
  };
}

const runtime = "node_modules/bun";

function described(name: string, { version = "", license, integrity }: LockedPackage, id: string) {
  return {
    SPDXID: id,
    name,
    versionInfo: version,
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: license ?? "NOASSERTION",
    copyrightText: "NOASSERTION",
    ...(integrity?.startsWith("sha512-") === true ? { checksums: [sha512(integrity)] } : {}),
    externalRefs: [
      {
        referenceCategory: "PACKAGE-MANAGER",
        referenceType: "purl",
        referenceLocator: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      },
    ],
  };
}

function sha512(integrity: string) {
  const hex = Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
  return { algorithm: "SHA512", checksumValue: hex };
}

function relation(from: string, type: string, to: string) {
  return { spdxElementId: from, relationshipType: type, relatedSpdxElement: to };
}

/** Where Node would find a package that the one at `place` imports. */
function resolve(place: string, name: string, places: ReadonlySet<string>): string | undefined {
  for (let above = place; ; above = above.slice(0, Math.max(0, above.lastIndexOf("node_modules/") - 1))) {
    const candidate = `${above === "" ? "" : `${above}/`}node_modules/${name}`;
    if (places.has(candidate)) return candidate;
    if (above === "") return undefined;
  }
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

// an SPDX id has letters, digits, dots and dashes alone; the whole place, since a package may be there in two versions
function idOf(place: string): string {
  return `SPDXRef-${place
    .replaceAll("node_modules/", "")
    .replace(/[^\w.-]/g, "-")
    .replaceAll("_", "-")}`;
}
