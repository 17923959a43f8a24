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

/** What a binary is made of, as an SPDX 2.3 document: the packages that are no tools of development, and Bun, its runtime. */
export function sbom(lockfile: Lockfile, commit: Commit): object {
  const { "": root = {} } = lockfile.packages;
  const shipped = Object.entries(lockfile.packages)
    .filter(([place, locked]) => place !== "" && (locked.dev !== true || place === runtime))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const places = new Set(shipped.map(([place]) => place));
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
