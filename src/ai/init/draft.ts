import { InputError } from "../../errors.ts";
import type { EarlierSubmission } from "../../submission/carry.ts";
import type { Question } from "../../submission/init.ts";
import { safe } from "../../text/safe.ts";
import type { Product } from "../product/product.ts";
import { metadataText } from "../validator/metadata.ts";
import { inputFault, inputs } from "./fields.ts";

/** The metadata of a new submission, as far as it is known, and what has to be asked. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
}

/** What is known about the platform. */
export interface Sources {
  /** `v1.37` */
  readonly release: string;
  /** By flags. */
  readonly given: Readonly<Record<string, string>>;
  /** The last release's submission to this program. */
  readonly earlier?: Product | undefined;
  /** The submission of the Kubernetes conformance. */
  readonly certified?: EarlierSubmission | undefined;
}

/**
 * The values of flags that were given.
 * @throws InputError naming every flag whose value is not accepted
 */
export function givenInputs(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given: Record<string, string> = {};
  const wrong: string[] = [];
  for (const field of inputs) {
    const value = values[field.name];
    if (value === undefined) continue;
    const fault = inputFault(field, value);
    if (fault === undefined) given[field.name] = value.trim();
    else wrong.push(`${field.flag} ${fault}`);
  }
  if (wrong.length > 0) throw new InputError(wrong.map(safe).join("\n"));
  return given;
}

/**
 * Flags come first, then the certified submission, then the last release's. What belongs to the last release, its version and its conformance,
 * is only suggested.
 */
export function draftOf({ release, given, earlier, certified }: Sources): Draft {
  const values: Record<string, string> = {};
  const questions: Question[] = [];
  for (const field of inputs) {
    const { name, isRequired } = field;
    const fromCertified = certified && certifiedValue(name, field.certified, certified, release);
    const before = earlier && metadataText(earlier, name);
    const isOfRelease = name === "platformVersion" || name === "k8sConformanceUrl";
    const isStale = given[name] === undefined && fromCertified === undefined && isOfRelease;
    // the validator knows the name as the landscape has it, which may not be the legal one
    const isLandscapes = name === "vendorName" && before !== undefined && before !== "";
    const value = given[name] ?? (isLandscapes ? before : (fromCertified ?? before));
    const fault = value === undefined ? undefined : inputFault(field, value);
    if (value !== undefined && value !== "" && fault === undefined && !isStale) values[name] = value;
    else if (isRequired || fault !== undefined || (earlier === undefined && certified === undefined)) {
      const isUsable = value !== undefined && value !== "" && fault === undefined;
      const offered = isUsable && name === "k8sConformanceUrl" ? ofRelease(value, release) : value;
      questions.push({ field, offered: isUsable ? offered : undefined, fault });
    }
  }
  return { values, questions };
}

function certifiedValue(
  name: string,
  field: string | undefined,
  { product, release: minor, folder }: EarlierSubmission,
  release: string,
): string | undefined {
  if (field !== undefined) return product.fields[field] || undefined;
  if (name !== "k8sConformanceUrl" || folder === undefined) return undefined;
  return `https://github.com/cncf/k8s-conformance/tree/master/${minor ?? release}/${folder}`;
}

/** The same product's conformance of another release. */
function ofRelease(url: string, release: string): string {
  return url.replace(/\/v\d+\.\d+\//, `/${release}/`);
}
