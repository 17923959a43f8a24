import type { sbom } from "../release/sbom.ts";
import type { DebianPackage } from "./apt.ts";

type Document = ReturnType<typeof sbom>;

/** The program's SPDX document with the Debian packages that its image has in addition. */
export function imageSbom(program: Document, packages: readonly DebianPackage[]) {
  const [described] = program.packages;
  const idOf = ({ name }: DebianPackage) => `SPDXRef-debian-${name.replace(/[^\w.-]/g, "-")}`;
  return {
    ...program,
    name: `${program.name}-image`,
    documentNamespace: `${program.documentNamespace}-image`,
    packages: [
      ...program.packages,
      ...packages.map((one) => ({
        SPDXID: idOf(one),
        name: one.name,
        versionInfo: one.version,
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "NOASSERTION",
        licenseDeclared: "NOASSERTION",
        copyrightText: "NOASSERTION",
        checksums: [{ algorithm: "SHA256", checksumValue: one.sha256 }],
        externalRefs: [
          {
            referenceCategory: "PACKAGE-MANAGER",
            referenceType: "purl",
            referenceLocator: `pkg:deb/debian/${one.name}@${encodeURIComponent(one.version)}?arch=${one.architecture}&distro=trixie`,
          },
        ],
      })),
    ],
    relationships: [
      ...program.relationships,
      ...packages.map((one) => ({
        spdxElementId: described?.SPDXID ?? "",
        relationshipType: "DEPENDS_ON",
        relatedSpdxElement: idOf(one),
      })),
    ],
  };
}
