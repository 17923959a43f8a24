import type { V1RuleWithOperations } from "@kubernetes/client-node";
import type { Webhook } from "../../../src/preflight/policy/webhook-list.ts";

/** A webhook's rule that judges new pods. */
export const rule = (over: Partial<V1RuleWithOperations> = {}): V1RuleWithOperations => ({
  apiGroups: [""],
  apiVersions: ["v1"],
  operations: ["CREATE"],
  resources: ["pods"],
  ...over,
});

/** A webhook that fails closed and judges the pods of every namespace. */
export const hook = (over: Partial<Webhook> = {}): Webhook => ({
  object: "validatingwebhookconfiguration/guard",
  name: "guard.example.com",
  service: { namespace: "guard", name: "guard" },
  failsClosed: true,
  rules: [rule()],
  namespaceSelectors: [{}],
  objectSelectors: [{}],
  ...over,
});
