import { spawnSync } from "node:child_process";
import { kubectl } from "./tools.ts";

/** What a ValidatingAdmissionPolicy is asked about: `CONNECT pods/exec`, within its other constraints. */
export interface Refusal {
  readonly operation: string;
  readonly resource: string;
  readonly message: string;
  readonly namespaceSelector?: object;
  readonly matchConditions?: readonly object[];
}

/** Makes a policy that refuses this, whoever asks. @throws Error with kubectl's words where it cannot be made */
export function refuse(name: string, refusal: Refusal): void {
  const { operation, resource, message, namespaceSelector, matchConditions } = refusal;
  const apiVersion = "admissionregistration.k8s.io/v1";
  const resourceRules = [
    { apiGroups: [""], apiVersions: ["v1"], operations: [operation], resources: [resource] },
  ];
  const policy = {
    apiVersion,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: { resourceRules, namespaceSelector },
      matchConditions,
      validations: [{ expression: "false", message }],
    },
  };
  const binding = {
    apiVersion,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  };
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: [policy, binding] });
  const applied = spawnSync("kubectl", ["apply", "-f", "-"], { input, encoding: "utf8" });
  if (applied.status !== 0) throw new Error(applied.stderr);
}

/** Takes the policy away. */
export function allow(name: string): void {
  kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", name);
}
