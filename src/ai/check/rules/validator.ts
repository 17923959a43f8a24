import { placeWords } from "../../place.ts";
import { readLink } from "../../validator/links.ts";
import { metadataFields, metadataText, metadataValue, snakeCase } from "../../validator/metadata.ts";
import { answersOf, isSkipped } from "../../validator/requirements.ts";
import { asked, type Check } from "../check.ts";

/** What the validator checks, in its order, and what a reviewer may ask about the same. */
export const validatorChecks: readonly Check[] = [
  {
    id: "folder",
    title: "is in the folder of a release that has a checklist",
    fix: "put it into v1.37/<product>, or name a newer checklist with --checklist",
    subject: "place",
  },
  {
    id: "product-readable",
    title: "PRODUCT.yaml is YAML of the checklist's shape",
    fix: "correct the line, or start again from the checklist: ai init",
    subject: "yaml",
  },
  {
    id: "metadata",
    title: "the metadata is complete",
    fix: "fill in the fields as strings in quotes",
    subject: "metadata",
    look: (product) => [
      ...metadataFields.flatMap(({ name }) => {
        const isSnake = product.metadata?.has(name) === false && product.metadata.has(snakeCase(name));
        return isSnake
          ? [asked(`${snakeCase(name)}: the template writes ${name}`, metadataValue(product, name)?.line)]
          : [];
      }),
      ...shape(product, "contactEmailAddress", /^[^\s@]+@[^\s@]+\.[^\s@]+$/, "is not an e-mail address"),
      ...["websiteUrl", "repoUrl", "documentationUrl", "productLogoUrl"].flatMap((name) =>
        shape(product, name, /^https?:\/\/\S+$/, "is not an http(s) URL, so nobody can follow it"),
      ),
    ],
  },
  {
    id: "vendor-member",
    title: "vendorName is a member's name in the CNCF Landscape",
    fix: "write it as at https://landscape.cncf.io/members, upper and lower case included",
    subject: "vendor",
    isUnseen: ({ opened: { members, isOffline } }) => {
      if (members?.kind === "known") return undefined;
      if (members?.kind === "unknown") return `the members are not known: ${members.why}`;
      return isOffline ? "--offline" : "there is no vendorName";
    },
  },
  {
    id: "urls-answer",
    title: "the URLs of metadata and evidence answer",
    fix: "use URLs that anyone can open; the validator accepts no 429 and no 403",
    subject: "urls",
    isUnseen: ({ opened: { isOffline } }) => (isOffline ? "--offline" : undefined),
  },
  {
    id: "requirements",
    title: "every requirement of the checklist is there",
    fix: "add what is missing, also for SHOULD, as in the checklist: ai init --from takes over the rest",
    subject: "requirements",
    look: (product, { opened: { checklist } }) =>
      [...(product.spec ?? [])].flatMap(([category, list]) => {
        const ids = Map.groupBy(list, ({ id }) => id);
        return [...ids].flatMap(([id, all]) => {
          const last = all.at(-1);
          if (all.length > 1)
            return [asked(`${id} is given ${all.length} times; only the last counts`, last?.line)];
          const isKnown = checklist?.requirements.some(
            (listed) => listed.id === id && listed.category === category,
          );
          return isKnown === false ? [asked(`${category}.${id} is not in the checklist`, last?.line)] : [];
        });
      }),
  },
  {
    id: "statuses",
    title: "each MUST is Implemented, and each N/A is explained",
    fix: "write Implemented, Partially Implemented, Not Implemented or N/A, exactly so",
    subject: "status",
  },
  {
    id: "evidence-files",
    title: "the files of the evidence are in the product's folder",
    fix: "put the file beside PRODUCT.yaml and write its name, or write the whole URL",
    subject: "evidence",
  },
  {
    id: "test-artifacts",
    title: "the linked test results are readable, without failures, and contain the tests",
    fix: "link results.json, e2e.log and junit.xml of one run: ai run writes them",
    subject: "artifacts",
  },
];

/** Every link of the answers that the validator looks at, with where it is. */
export function* linksOf(
  product: Parameters<NonNullable<Check["look"]>>[0],
  facts: Parameters<NonNullable<Check["look"]>>[1],
) {
  const { checklist, place } = facts.opened;
  if (checklist === undefined) return;
  for (const { listed, given } of answersOf(product, checklist)) {
    if (given === undefined || isSkipped(listed, given)) continue;
    for (const text of given.evidence)
      if (text !== "") yield { id: listed.id, given, text, link: readLink(text, placeWords(place)) };
  }
}

function shape(product: Parameters<typeof metadataText>[0], name: string, pattern: RegExp, why: string) {
  const text = metadataText(product, name);
  if (text === undefined || text === "" || text.startsWith("[") || pattern.test(text)) return [];
  return [asked(`${name} ${why}: ${text}`, metadataValue(product, name)?.line)];
}
