import { expect, test } from "bun:test";
import { readWebhooks } from "../../../src/preflight/policy/webhook-list.ts";
import type { Snapshot } from "../../../src/preflight/snapshot.ts";
import { rule } from "./hooks.ts";

/** Reads from a server that has these, by the last part of their path. */
function read(served: Readonly<Record<string, readonly object[]>>) {
  // as the library would have read them
  const list = (async (_type: string, path: string) =>
    served[path.slice(path.lastIndexOf("/") + 1)] ?? []) as Snapshot["list"];
  return readWebhooks(list);
}

const rules = [rule()];
const everything = { namespaceSelectors: [{}], objectSelectors: [{}] };

test("webhooks of both kinds are read, each with what kubectl calls it", async () => {
  const service = { namespace: "n", name: "s" };
  const namespaceSelector = { matchLabels: { a: "b" } };
  const objectSelector = { matchLabels: { c: "d" } };
  const hooks = await read({
    validatingwebhookconfigurations: [
      {
        metadata: { name: "v" },
        webhooks: [{ name: "one", clientConfig: { service }, rules, namespaceSelector, objectSelector }],
      },
      { metadata: { name: "empty" } },
    ],
    mutatingwebhookconfigurations: [
      {
        metadata: { name: "m" },
        webhooks: [{ name: "two", clientConfig: { url: "https://h" }, failurePolicy: "Ignore" }],
      },
    ],
  });
  expect(hooks).toEqual([
    {
      object: "validatingwebhookconfiguration/v",
      name: "one",
      service,
      failsClosed: true,
      rules,
      namespaceSelectors: [namespaceSelector],
      objectSelectors: [objectSelector],
    },
    {
      object: "mutatingwebhookconfiguration/m",
      name: "two",
      service: undefined,
      failsClosed: false,
      rules: [],
      ...everything,
    },
  ]);
});

test("a policy counts for each binding that denies, and must match by both their selectors", async () => {
  const one = { matchLabels: { a: "b" } };
  const other = { matchLabels: { c: "d" } };
  const binding = (policyName: string, validationActions?: string[], matchResources?: object) => ({
    spec: { policyName, validationActions, matchResources },
  });
  const policies = [
    { metadata: { name: "p" }, spec: { matchConstraints: { resourceRules: rules, namespaceSelector: one } } },
    { metadata: { name: "bare" }, spec: {} },
  ];
  const hooks = await read({
    validatingadmissionpolicies: policies,
    validatingadmissionpolicybindings: [
      binding("p", ["Audit", "Deny"], { namespaceSelector: other, objectSelector: other }),
      binding("p", ["Warn"]),
      binding("p"),
      binding("unknown", ["Deny"]),
      binding("bare", ["Deny"]),
    ],
  });
  const policy = { name: "", service: undefined, failsClosed: true };
  expect(hooks).toEqual([
    {
      ...policy,
      object: "validatingadmissionpolicy/p",
      rules,
      namespaceSelectors: [one, other],
      objectSelectors: [{}, other],
    },
    {
      ...policy,
      object: "validatingadmissionpolicy/bare",
      rules: [],
      namespaceSelectors: [{}, {}],
      objectSelectors: [{}, {}],
    },
  ]);
});
