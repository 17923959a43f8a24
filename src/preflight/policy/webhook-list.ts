import type {
  V1LabelSelector,
  V1MutatingWebhook,
  V1MutatingWebhookConfiguration,
  V1RuleWithOperations,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1ValidatingWebhook,
  V1ValidatingWebhookConfiguration,
} from "@kubernetes/client-node";

/** Something that judges objects before the API server accepts them. */
export interface Webhook {
  /** As kubectl names it: `validatingwebhookconfiguration/NAME`. */
  readonly object: string;
  /** The name of the webhook within its configuration; empty for a policy. */
  readonly name: string;
  /** The service that is called; undefined for a URL, or for a policy, which the API server evaluates itself. */
  readonly service: { readonly namespace: string; readonly name: string } | undefined;
  /** Whether an object is refused if the service cannot be called. */
  readonly failsClosed: boolean;
  readonly rules: readonly V1RuleWithOperations[];
  /** All of them must match. */
  readonly namespaceSelectors: readonly V1LabelSelector[];
  readonly objectSelectors: readonly V1LabelSelector[];
}

const group = "/apis/admissionregistration.k8s.io/v1";

/** Lists the objects at an API path as the library's type of that name; empty if the server has none of that kind. */
type List = <T extends object>(type: string, path: string) => Promise<readonly T[]>;

/** Reads all webhooks, and the policies that are bound with the action to deny. */
export async function readWebhooks(list: List): Promise<readonly Webhook[]> {
  const [validating, mutating, policies, bindings] = await Promise.all([
    list<V1ValidatingWebhookConfiguration>(
      "V1ValidatingWebhookConfiguration",
      `${group}/validatingwebhookconfigurations`,
    ),
    list<V1MutatingWebhookConfiguration>(
      "V1MutatingWebhookConfiguration",
      `${group}/mutatingwebhookconfigurations`,
    ),
    list<V1ValidatingAdmissionPolicy>("V1ValidatingAdmissionPolicy", `${group}/validatingadmissionpolicies`),
    list<V1ValidatingAdmissionPolicyBinding>(
      "V1ValidatingAdmissionPolicyBinding",
      `${group}/validatingadmissionpolicybindings`,
    ),
  ]);
  return [
    ...validating.flatMap((configuration) =>
      (configuration.webhooks ?? []).map((hook) =>
        webhookOf(`validatingwebhookconfiguration/${configuration.metadata?.name}`, hook),
      ),
    ),
    ...mutating.flatMap((configuration) =>
      (configuration.webhooks ?? []).map((hook) =>
        webhookOf(`mutatingwebhookconfiguration/${configuration.metadata?.name}`, hook),
      ),
    ),
    ...policies.flatMap((policy) =>
      bindings
        .filter(
          (binding) =>
            binding.spec?.policyName === policy.metadata?.name &&
            (binding.spec?.validationActions ?? []).includes("Deny"),
        )
        .map((binding) => policyOf(policy, binding)),
    ),
  ];
}

function webhookOf(object: string, hook: V1ValidatingWebhook | V1MutatingWebhook): Webhook {
  return {
    object,
    name: hook.name,
    service: hook.clientConfig.service,
    failsClosed: hook.failurePolicy !== "Ignore",
    rules: hook.rules ?? [],
    namespaceSelectors: [hook.namespaceSelector ?? {}],
    objectSelectors: [hook.objectSelector ?? {}],
  };
}

function policyOf(policy: V1ValidatingAdmissionPolicy, binding: V1ValidatingAdmissionPolicyBinding): Webhook {
  const constraints = [policy.spec?.matchConstraints ?? {}, binding.spec?.matchResources ?? {}];
  return {
    object: `validatingadmissionpolicy/${policy.metadata?.name}`,
    name: "",
    service: undefined,
    failsClosed: true,
    rules: policy.spec?.matchConstraints?.resourceRules ?? [],
    namespaceSelectors: constraints.map((constraint) => constraint.namespaceSelector ?? {}),
    objectSelectors: constraints.map((constraint) => constraint.objectSelector ?? {}),
  };
}
