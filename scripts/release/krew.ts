import { parseDocument } from "yaml";
import { archiveName, binaryName, type Platform } from "./platforms.ts";

/** A plugin manifest of krew (`pkg/index/types.go` of krew), as far as this one is concerned. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly shortDescription: string;
    readonly description?: string;
    readonly homepage?: string;
    readonly platforms: readonly ManifestPlatform[];
  };
}

export interface ManifestPlatform {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly uri: string;
  readonly sha256: string;
  readonly files: readonly { readonly from: string; readonly to: string }[];
  readonly bin: string;
}

/** What a release fills into the template. */
export interface Release {
  /** With its `v`. */
  readonly version: string;
  /** The project's page on GitHub, under which releases have their archives. */
  readonly repository: string;
  /** The sha256 of each archive, in hex, by the archive's name. */
  readonly checksums: ReadonlyMap<string, string>;
}

/**
 * The manifest of a release as YAML, out of its template; krew knows no musl, so those archives are not in it.
 * @throws Error where an archive's sha256 is missing
 */
export function krewManifest(template: string, platforms: readonly Platform[], release: Release): string {
  // the comment at its head is for those who edit the template
  const document = parseDocument(template.replace(/^#.*\n/gm, ""));
  document.setIn(["spec", "version"], release.version);
  document.setIn(["spec", "homepage"], release.repository);
  document.setIn(
    ["spec", "platforms"],
    document.createNode(
      platforms.filter((platform) => platform.libc === undefined).map((platform) => entry(platform, release)),
    ),
  );
  return document.toString({ lineWidth: 0, indentSeq: false });
}

function entry(platform: Platform, { version, repository, checksums }: Release): ManifestPlatform {
  const archive = archiveName(platform);
  const sha256 = checksums.get(archive);
  if (sha256 === undefined) throw new Error(`${archive}: its sha256 is missing`);
  const bin = binaryName(platform);
  return {
    selector: { matchLabels: { os: platform.os, arch: platform.arch } },
    uri: `${repository}/releases/download/${version}/${archive}`,
    sha256,
    // README stays in the archive: krew keeps what the program and its licence need
    files: [
      { from: bin, to: "." },
      { from: "LICENSE", to: "." },
    ],
    bin,
  };
}
