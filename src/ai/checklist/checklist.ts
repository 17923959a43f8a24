import { InputError } from "../../errors.ts";
import { type Requirement, readProduct } from "../product/product.ts";

/** One requirement of a checklist. */
export interface Listed {
  readonly category: string;
  readonly id: string;
  readonly description: string;
  readonly level: "MUST" | "SHOULD";
}

/**
 * The checklist of a release of Kubernetes AI Conformance (cncf/k8s-ai-conformance, docs/AIConformance-1.37.yaml): the template that vendors
 * fill in, by which their file is validated.
 */
export interface Checklist {
  /** `v1.37` */
  readonly release: string;
  /** To the letter. */
  readonly text: string;
  readonly categories: readonly string[];
  /** In the order of the text. */
  readonly requirements: readonly Listed[];
}

/**
 * Reads the text of a checklist. `file` is its name in messages.
 * @throws InputError if it is not one
 */
export function parseChecklist(text: string, release: string, file: string): Checklist {
  const refuse = (why: string) =>
    new InputError(`${file}: is not a checklist of Kubernetes AI Conformance: ${why}`, {
      fix: "name docs/AIConformance-<release>.yaml of cncf/k8s-ai-conformance",
    });
  const reading = readProduct(new TextEncoder().encode(text));
  if (reading.kind === "unreadable") throw refuse(reading.why.replace(/^yaml: /, "").replace(/\s+/g, " "));
  const { spec } = reading.product;
  if (spec === undefined || spec.size === 0) throw refuse("it has no requirements under spec");
  const requirements = [...spec].flatMap(([category, list]) => list.map((one) => listed(category, one)));
  const wrong = requirements.find(({ id, level }) => id === "" || level === undefined);
  if (wrong !== undefined) throw refuse(`"${wrong.id}" in ${wrong.category} has no level MUST or SHOULD`);
  if (requirements.length === 0) throw refuse("it has no requirements under spec");
  return {
    release,
    text,
    categories: [...spec.keys()],
    requirements: requirements.flatMap(({ level, ...rest }) =>
      level === undefined ? [] : [{ ...rest, level }],
    ),
  };
}

function listed(category: string, { id, description, level }: Requirement) {
  const known = level === "MUST" || level === "SHOULD" ? level : undefined;
  return { category, id, description, level: known } as const;
}
