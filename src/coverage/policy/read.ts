import { firstLine, InputError } from "../../errors.ts";
import { readYaml } from "../../text/yaml.ts";

/** A rule of an audit policy (audit.k8s.io/v1, PolicyRule). */
export interface Rule {
  readonly level: string;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly omitStages: readonly string[];
}

export interface GroupResources {
  readonly group: string;
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

export interface Policy {
  readonly omitStages: readonly string[];
  readonly rules: readonly Rule[];
  /** Fields that an audit policy does not have: `rules[0].stages`. The API server ignores them. */
  readonly unknown: readonly string[];
}

const levels = ["None", "Metadata", "Request", "RequestResponse"];
const policyFields = ["apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields"];
const ruleLists = ["users", "userGroups", "verbs", "namespaces", "nonResourceURLs", "omitStages"] as const;
const ruleFields: readonly string[] = [...ruleLists, "level", "resources", "omitManagedFields"];

/** @throws InputError naming `file` and what is wrong, if it is not an audit policy */
export function readPolicy(text: string, file: string): Policy {
  const refuse = (why: string): never => {
    throw new InputError(`${file}: is not an audit policy: ${why}`, {
      fix: "use the file of kube-apiserver --audit-policy-file",
    });
  };
  const yaml = readYaml(text);
  if (yaml.kind === "unreadable") return refuse(`line ${yaml.line}: ${yaml.why}`);
  let value: unknown;
  try {
    value = yaml.document.toJS();
  } catch (error) {
    return refuse(firstLine(error));
  }
  if (field(value, "kind") !== "Policy" || !/^audit\.k8s\.io\//.test(String(field(value, "apiVersion"))))
    refuse("its kind is not Policy of audit.k8s.io");
  const rules = field(value, "rules");
  if (!Array.isArray(rules) || rules.length === 0) return refuse("it has no rules");
  const unknown = Object.keys(Object(value)).filter((name) => !policyFields.includes(name));
  const read = rules.map((rule: unknown, index): Rule => {
    const level = field(rule, "level");
    if (typeof level !== "string" || !levels.includes(level))
      return refuse(`rule ${index + 1} has no level of ${levels.join(", ")}`);
    for (const name of Object.keys(Object(rule)))
      if (!ruleFields.includes(name)) unknown.push(`rules[${index}].${name}`);
    const [users, userGroups, verbs, namespaces, nonResourceURLs, omitStages] = ruleLists.map((name) =>
      textsOf(field(rule, name)),
    );
    return {
      level,
      users: users ?? [],
      userGroups: userGroups ?? [],
      verbs: verbs ?? [],
      namespaces: namespaces ?? [],
      nonResourceURLs: nonResourceURLs ?? [],
      omitStages: omitStages ?? [],
      resources: listOf(field(rule, "resources")).map((one) => ({
        group: String(field(one, "group") ?? ""),
        resources: textsOf(field(one, "resources")),
        resourceNames: textsOf(field(one, "resourceNames")),
      })),
    };
  });
  return { omitStages: textsOf(field(value, "omitStages")), rules: read, unknown };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
