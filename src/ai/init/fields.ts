import { type Field, fieldFault } from "../../submission/product.ts";
import { snakeCase } from "../validator/metadata.ts";

/** A field of the metadata: what belongs there, its flag, and the field of the other certificate's PRODUCT.yaml that says the same. */
export interface MetadataInput extends Field {
  readonly flag: string;
  readonly certified?: string;
}

/** In the order of the template; kubernetesVersion follows from the release. */
export const inputs: readonly MetadataInput[] = [
  {
    name: "platformName",
    isRequired: true,
    hint: "the platform's name, as in its Kubernetes conformance",
    flag: "--name",
    certified: "name",
  },
  {
    name: "platformVersion",
    isRequired: true,
    hint: "the platform's own version",
    flag: "--version",
    certified: "version",
  },
  {
    name: "vendorName",
    isRequired: true,
    hint: "the organization, exactly as in the CNCF Landscape",
    flag: "--vendor",
    certified: "vendor",
  },
  {
    name: "websiteUrl",
    isRequired: true,
    hint: "the platform's web page",
    flag: "--website-url",
    certified: "website_url",
  },
  {
    name: "repoUrl",
    isRequired: false,
    hint: "the repository, for open source",
    flag: "--repo-url",
    certified: "repo_url",
  },
  {
    name: "documentationUrl",
    isRequired: true,
    hint: "the platform's documentation",
    flag: "--documentation-url",
    certified: "documentation_url",
  },
  {
    name: "productLogoUrl",
    isRequired: true,
    hint: "the logo as SVG, AI or EPS",
    flag: "--logo-url",
    certified: "product_logo_url",
  },
  {
    name: "description",
    isRequired: true,
    hint: "one sentence about the platform",
    flag: "--description",
    certified: "description",
  },
  {
    name: "contactEmailAddress",
    isRequired: true,
    hint: "an address where CNCF can reach a person",
    flag: "--contact-email",
    certified: "contact_email_address",
  },
  {
    name: "k8sConformanceUrl",
    isRequired: true,
    hint: "the folder of the Kubernetes conformance: https://github.com/cncf/k8s-conformance/tree/master/v1.37/acme",
    flag: "--k8s-conformance-url",
  },
];

/** The flags by the fields' names. */
export const flags: Readonly<Record<string, string>> = Object.fromEntries(
  inputs.map(({ name, flag }) => [name, flag]),
);

const conformanceUrl =
  /^https:\/\/github\.com\/cncf\/k8s-conformance\/tree\/(?:master|main)\/v\d+\.\d+\/[^/\s]+\/?$/;

/** What is wrong with a value, in text that follows the field's or the flag's name; undefined if nothing is. */
export function inputFault(field: Field, value: string): string | undefined {
  const { name, hint } = field;
  if (/^\[.*\]$/s.test(value)) return `is still a placeholder ("${value}"): ${hint}`;
  if (name === "k8sConformanceUrl" && value.trim() !== "")
    return conformanceUrl.test(value) ? undefined : `is "${value}": ${hint}`;
  return fieldFault({ ...field, name: snakeCase(name) }, value);
}
