import { minorOf } from "../../../results/layout.ts";
import { metadataText, metadataValue } from "../../validator/metadata.ts";
import { answersOf } from "../../validator/requirements.ts";
import { asked, type Check, refused } from "../check.ts";

/** What reviewers ask about the answers beyond the validator. */
export const answerChecks: readonly Check[] = [
  {
    id: "texts-unaltered",
    title: "descriptions and levels are those of the checklist",
    fix: "take over the checklist's text: ai init --from writes it, and keeps your answers",
    look: (product, { opened: { checklist } }) =>
      (checklist === undefined ? [] : answersOf(product, checklist)).flatMap(({ listed, given }) => [
        ...(given !== undefined && given.level !== listed.level
          ? [asked(`level of ${listed.id} is "${given.level}", in the checklist ${listed.level}`, given.line)]
          : []),
        ...(given !== undefined && given.description.trim() !== listed.description.trim()
          ? [asked(`description of ${listed.id} differs from the checklist`, given.line)]
          : []),
      ]),
  },
  {
    id: "release",
    title: "kubernetesVersion and k8sConformanceUrl are of the folder's release",
    fix: "name the release of the folder, and the certified submission of the same release",
    look: (product, { opened: { place } }) => {
      const version = metadataText(product, "kubernetesVersion");
      const url = metadataText(product, "k8sConformanceUrl");
      const minor = url === undefined ? undefined : /\/(v\d+\.\d+)\/[^/]+\/?$/.exec(url)?.[1];
      const isOther = version !== undefined && version !== "" && !isOf(version, place.release ?? "");
      return [
        ...(isOther
          ? [
              refused(
                `kubernetesVersion is ${version}, the folder is for ${place.release}`,
                metadataValue(product, "kubernetesVersion")?.line,
              ),
            ]
          : []),
        ...(minor !== undefined && minor !== place.release
          ? [
              asked(
                `k8sConformanceUrl names the conformance of ${minor}, the folder is for ${place.release}`,
                metadataValue(product, "k8sConformanceUrl")?.line,
              ),
            ]
          : []),
      ];
    },
  },
  {
    id: "evidence-given",
    title: "each MUST that is Implemented has evidence",
    fix: "add a URL or a file that shows it: ai evidence writes one from the cluster",
    look: (product, { opened: { checklist } }) =>
      (checklist === undefined ? [] : answersOf(product, checklist)).flatMap(({ listed, given }) =>
        listed.level === "MUST" &&
        given?.status === "Implemented" &&
        given.evidence.every((link) => link.trim() === "")
          ? [asked(`${listed.id} is Implemented without any evidence`, given.line)]
          : [],
      ),
  },
  {
    id: "logo",
    title: "the logo is a vector file",
    fix: "name an SVG, AI or EPS that shows the product's name",
    look: (product) => {
      const logo = metadataText(product, "productLogoUrl") ?? "";
      const isUrl = /^https?:\/\//.test(logo);
      const isVector = /\.(?:svg|eps|ai)$/i.test(isUrl && URL.canParse(logo) ? new URL(logo).pathname : logo);
      return !isUrl || isVector
        ? []
        : [
            asked(
              `productLogoUrl is not an .svg, .eps or .ai: ${logo}`,
              metadataValue(product, "productLogoUrl")?.line,
            ),
          ];
    },
  },
];

function isOf(version: string, release: string): boolean {
  return /^v?\d+\.\d+/.test(version) && minorOf(version) === release;
}
