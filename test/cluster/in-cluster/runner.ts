import type { V1PolicyRule } from "@kubernetes/client-node";
import { roleName } from "../../../src/generate/rbac.ts";
import {
  cleanupRules,
  clusterRules,
  type ExplainedRule,
  evidenceRules,
  namespaceRules,
  preflightRules,
} from "../../../src/generate/rules.ts";
import { type Cluster, openCluster } from "../../../src/kube/cluster.ts";
import { connect } from "../../../src/kube/connection.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { conformance, type Ended, newFolder } from "../tools.ts";
import { apply } from "./cluster.ts";

export const namespace = "conformance-rights";

const name = "conformance-runner";
const user = `system:serviceaccount:${namespace}:${name}`;
const groups = ["system:serviceaccounts", "system:authenticated"];

/** Flags that make a command act as the runner's service account. */
export const asRunnerFlags = ["--as", user, ...groups.flatMap((group) => ["--as-group", group])];

/** The rules of the run's namespace. */
export const local = namespaceRules({ repoList: false, pullSecret: undefined });

/** The cluster as the runner's service account has it. */
export function asRunner(): Cluster {
  const connection = connect({ as: user, asGroup: groups }, { env: process.env, cwd: process.cwd() });
  return openCluster(
    connection,
    "conformance-test",
    { monotonic: realMonotonic, sleep: realSleep },
    { patience: 0 },
  );
}

/** A run whose suite only walks through its one spec. */
export function runAsRunner(): Promise<Ended> {
  const quick = [
    "--mode",
    "quick",
    "--suite-dry-run",
    "--namespace",
    namespace,
    "--results-dir",
    newFolder(),
  ];
  return conformance("run", ...quick, ...asRunnerFlags).ended;
}

/** Each right of these rules, in words: `create pods`. */
export function rightsOf(rules: readonly ExplainedRule[]): string[] {
  return rules.flatMap(({ rule }) =>
    rule.verbs.flatMap((verb) => (rule.resources ?? []).map((resource) => `${verb} ${resource}`)),
  );
}

/** Does something while the runner lacks these rights, and has all others. */
export async function without<T>(rights: readonly string[], what: () => Promise<T>): Promise<T> {
  await putRoles((verb, resource) => !rights.includes(`${verb} ${resource}`));
  return what();
}

async function putRoles(keep: (verb: string, resource: string) => boolean): Promise<void> {
  const role = (kind: string, metadata: object, rules: readonly ExplainedRule[]) => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata,
    rules: rules.flatMap(({ rule }) => reduced(rule, keep)),
  });
  const runner = { namespace, serviceAccount: name };
  const items = [
    role("ClusterRole", { name: roleName(runner) }, clusterRules),
    role("Role", { name, namespace }, local),
    role("ClusterRole", { name: roleName(runner, "preflight") }, preflightRules),
    role("ClusterRole", { name: roleName(runner, "evidence") }, evidenceRules),
    role("ClusterRole", { name: roleName(runner, "cleanup") }, cleanupRules),
  ];
  await apply(
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    "--server-side",
    "--force-conflicts",
  );
}

/** The rule as one for each of its resources, without what is not kept. */
function reduced(rule: V1PolicyRule, keep: (verb: string, resource: string) => boolean): V1PolicyRule[] {
  return (rule.resources ?? []).flatMap((resource) => {
    const verbs = rule.verbs.filter((verb) => keep(verb, resource));
    return verbs.length === 0 ? [] : [{ ...rule, resources: [resource], verbs }];
  });
}
