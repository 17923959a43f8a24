import type { V1RuleWithOperations } from "@kubernetes/client-node";
import { runLabel } from "../../run/identity.ts";
import { type Labels, matchesLabels } from "./selectors.ts";
import type { Webhook } from "./webhook-list.ts";

// the groups of Kubernetes itself, which the suite uses; a webhook for others applies to an extension's objects
const builtIn = new Set([
  "*",
  "",
  "apps",
  "batch",
  "autoscaling",
  "policy",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

/** Labels of a namespace as the suite creates it (`test/e2e/framework/util.go`), and of the run's own. */
function runNamespaces(namespace: string): readonly Labels[] {
  return [
    {
      "kubernetes.io/metadata.name": "pods-1234",
      "e2e-framework": "pods",
      "e2e-run": "00000000-0000-0000-0000-000000000000",
      "pod-security.kubernetes.io/enforce": "privileged",
    },
    {
      "kubernetes.io/metadata.name": namespace,
      [runLabel]: "run",
      "pod-security.kubernetes.io/enforce": "restricted",
    },
  ];
}

/** Whether a webhook applies to what the run or its suite creates. CEL conditions are assumed to match. */
export function touchesRun(hook: Webhook, namespace: string): boolean {
  return hook.rules.some((rule) => isBuiltIn(rule)) && meetsRun(hook, namespace);
}

/** Whether a webhook applies to pods in the namespaces of the run or its suite. */
export function judgesPods(hook: Webhook, namespace: string): boolean {
  return (
    hook.rules.some((rule) => covers(rule, ["pods"]) && operates(rule, "CREATE")) && meetsRun(hook, namespace)
  );
}

/** Whether a webhook applies to an exec into the run's pod. */
export function judgesExec(hook: Webhook, namespace: string): boolean {
  return (
    hook.rules.some(
      (rule) => covers(rule, ["pods/exec", "pods/*", "*/exec", "*/*"]) && operates(rule, "CONNECT"),
    ) && meetsRun(hook, namespace)
  );
}

function meetsRun(hook: Webhook, namespace: string): boolean {
  const inNamespace = runNamespaces(namespace).some((labels) =>
    hook.namespaceSelectors.every((selector) => matchesLabels(selector, labels)),
  );
  // the suite's objects have hardly any labels that others select by
  return inNamespace && hook.objectSelectors.every((selector) => matchesLabels(selector, {}));
}

function isBuiltIn(rule: V1RuleWithOperations): boolean {
  return (rule.apiGroups ?? []).some((group) => builtIn.has(group));
}

function covers(rule: V1RuleWithOperations, resources: readonly string[]): boolean {
  const inCore = (rule.apiGroups ?? []).some((group) => group === "" || group === "*");
  const plain = resources.some((resource) => !resource.includes("/"));
  const named = (rule.resources ?? []).some(
    (resource) => resources.includes(resource) || (plain && (resource === "*" || resource === "*/*")),
  );
  return inCore && named;
}

function operates(rule: V1RuleWithOperations, operation: string): boolean {
  return (rule.operations ?? []).some((found) => found === operation || found === "*");
}
