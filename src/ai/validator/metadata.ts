import { goTrim } from "../../text/go-space.ts";
import type { MetadataValue, Product } from "../product/product.ts";
import { error, type Message } from "./message.ts";

/** A field of the metadata; in snake case it has a second name. */
export interface MetadataField {
  readonly name: string;
  readonly isRequired: boolean;
}

const required = (name: string): MetadataField => ({ name, isRequired: true });

/** The fields in the order of the template. */
export const metadataFields: readonly MetadataField[] = [
  required("kubernetesVersion"),
  required("platformName"),
  required("platformVersion"),
  required("vendorName"),
  required("websiteUrl"),
  { name: "repoUrl", isRequired: false },
  required("documentationUrl"),
  required("productLogoUrl"),
  required("description"),
  required("contactEmailAddress"),
  // the templates lack it, and the validator requires it
  required("k8sConformanceUrl"),
];

const conformanceUrl =
  /^https:\/\/github\.com\/cncf\/k8s-conformance\/tree\/(?:master|main)\/v\d+\.\d+\/[^/]+\/?$/;
const conformanceForm = "https://github.com/cncf/k8s-conformance/tree/master/v{version}/{product}";

/** `platformName` as `platform_name`. */
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** A field's value under either name; one that is written in camel case hides the other, even if it is null. */
export function metadataValue(product: Product, name: string): MetadataValue | undefined {
  const { metadata } = product;
  return metadata?.has(name) === true ? metadata.get(name) : metadata?.get(snakeCase(name));
}

/** A field's text; undefined if it is missing or not a string. */
export function metadataText(product: Product, name: string): string | undefined {
  const value = metadataValue(product, name);
  return value?.kind === "text" ? value.text : undefined;
}

/** The URLs in the metadata that the validator requests, by the fields' names. */
export function metadataUrls(product: Product): Map<string, string> {
  const urls = metadataFields.flatMap(({ name }) => {
    const text = metadataText(product, name) ?? "";
    const isUrl = name === "k8sConformanceUrl" ? conformanceUrl.test(text) : text.startsWith("http");
    return isUrl && !isPlaceholder(text) ? [[name, text] as const] : [];
  });
  return new Map(urls);
}

/** The vendor's name as the validator looks for it among the members; undefined if it looks for none. */
export function vendorOf(product: Product): string | undefined {
  return goTrim(metadataText(product, "vendorName") ?? "") || undefined;
}

/** What the validator says about the metadata. `unreachable` says why a URL does not answer. */
export function metadataMessages(
  product: Product,
  unreachable: (url: string) => string | undefined,
  isMember: (vendor: string) => boolean,
): Message[] {
  if (product.metadata === undefined) return [error("metadata", "Missing 'metadata' section")];
  const urls = metadataUrls(product);
  const found = metadataFields.flatMap((field) => fieldMessages(field, product, urls, unreachable));
  const vendor = vendorOf(product);
  if (vendor === undefined || isMember(vendor)) return found;
  const text = `vendorName '${vendor}' does not match any CNCF member in the CNCF Landscape. The vendorName must exactly match the organization name listed at https://landscape.cncf.io/members`;
  return [...found, error("vendor", text)];
}

function fieldMessages(
  { name, isRequired }: MetadataField,
  product: Product,
  urls: ReadonlyMap<string, string>,
  unreachable: (url: string) => string | undefined,
): Message[] {
  const value = metadataValue(product, name);
  if (value === undefined || value.kind === "null")
    return isRequired ? [error("metadata", `Missing metadata field: ${name} (or ${snakeCase(name)})`)] : [];
  if (value.kind === "other") return [error("metadata", `Metadata field ${name} is not a string`)];
  const { text } = value;
  if (text === "") return isRequired ? [error("metadata", `Metadata field ${name} is empty`)] : [];
  if (isPlaceholder(text))
    return [error("metadata", `Metadata field ${name} has placeholder value: ${text}`)];
  const isConformance = name === "k8sConformanceUrl";
  const url = urls.get(name);
  if (isConformance && url === undefined)
    return [
      error("metadata", `Invalid k8sConformanceUrl format: ${text}. Expected format: ${conformanceForm}`),
    ];
  const why = url === undefined ? undefined : unreachable(url);
  if (why === undefined) return [];
  const what = isConformance ? "k8sConformanceUrl is not accessible" : `Invalid URL in metadata ${name}`;
  return [error("urls", `${what}: ${text} (${why})`)];
}

function isPlaceholder(text: string): boolean {
  return text.startsWith("[") && text.endsWith("]");
}
