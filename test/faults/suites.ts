import { focusInAnyRelease } from "../../src/suite/required/same-test.ts";

/** A few real specs, and how to run them. */
export interface Suite {
  readonly specs: readonly string[];
  readonly parallel: number;
}

const deletion =
  "[sig-api-machinery] Watchers should observe an object deletion if it stops meeting the requirements of the selector [Conformance]";
const notifications =
  "[sig-api-machinery] Watchers should observe add, update, and delete watch notifications on configmaps [Conformance]";
const namespacePatch = "[sig-api-machinery] Namespaces [Serial] should patch a Namespace [Conformance]";
const lease = "[sig-node] Lease lease API should be available [Conformance]";

/** Half a minute, one after the other, none of which needs a pod. */
export const short: Suite = { parallel: 1, specs: [deletion, lease, namespacePatch] };

/** A minute and a half, one after the other, none of which needs a node to answer. */
export const long: Suite = {
  parallel: 1,
  specs: [
    notifications,
    deletion,
    "[sig-api-machinery] ResourceQuota should verify ResourceQuota with terminating scopes. [Conformance]",
    "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a configMap. [Conformance]",
    "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a secret. [Conformance]",
  ],
};

/** Three processes, with pods, custom resources, and one spec that runs alone. */
export const mixed: Suite = {
  parallel: 3,
  specs: [
    notifications,
    deletion,
    lease,
    namespacePatch,
    "[sig-storage] ConfigMap should be consumable from pods in volume [NodeConformance] [Conformance]",
    "[sig-api-machinery] CustomResourceDefinition resources [Privileged:ClusterAdmin] Simple CustomResourceDefinition listing custom resource definition objects works [Conformance]",
    "[sig-api-machinery] Garbage collector should not be blocked by dependency circle [Conformance]",
  ],
};

/** The words that run a suite. */
export function suiteWords(suite: Suite): string[] {
  return ["--focus", focusInAnyRelease(suite.specs), "--parallel", String(suite.parallel)];
}
