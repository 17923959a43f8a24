import type { V1EndpointSlice } from "@kubernetes/client-node";
import { type Check, fail, few, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";
import { judgesPods, touchesRun } from "./reach.ts";
import type { Webhook } from "./webhook-list.ts";

/** Admission webhooks that would refuse everything because they cannot be called, and those that apply to pods in every namespace. */
export const webhooks: Check = { name: "webhooks", judge };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const all = await snapshot.webhooks();
  const { namespace } = request;
  const closed = all.filter((hook) => hook.failsClosed && hook.service !== undefined);
  const names = new Set(closed.map(serviceName));
  const ready = new Map(
    await Promise.all(
      [...names].map(async (name): Promise<[string, boolean | undefined]> => {
        const [place = "", service = ""] = name.split("/");
        return [name, await answers(snapshot, place, service)];
      }),
    ),
  );
  // the API server itself evaluates a policy
  const isReady = (hook: Webhook) => (hook.name === "" ? true : ready.get(serviceName(hook)));
  return judgeWebhooks(all, isReady, namespace);
}

/**
 * Judges webhooks; `ready` is whether one's service has endpoints, undefined if the cluster does not show it. Pure.
 */
export function judgeWebhooks(
  all: readonly Webhook[],
  ready: (hook: Webhook) => boolean | undefined,
  namespace: string,
): readonly Judgement[] {
  const down = all.filter((hook) => hook.failsClosed && ready(hook) === false);
  const broken = down.filter((hook) => touchesRun(hook, namespace));
  const strict = all.filter(
    (hook) => hook.failsClosed && !broken.includes(hook) && judgesPods(hook, namespace),
  );
  const aside = down.length - broken.length;
  const findings: Judgement[] = broken.map((hook) =>
    fail(
      `${nameOf(hook)} refuses everything that it matches: service ${serviceName(hook)} has no ready endpoint`,
      "its failurePolicy is Fail, so the API server refuses what the suite creates; start that service, or remove the webhook",
      `kubectl delete ${hook.object}`,
    ),
  );
  if (strict.length > 0) {
    findings.push(
      warn(
        `pods in every namespace are subject to ${few(strict.map(nameOf))}`,
        "a webhook that refuses or changes the suite's pods makes specs fail; if it does, exclude namespaces with the label e2e-run in its namespaceSelector",
        `kubectl edit ${[...new Set(strict.map((hook) => hook.object))].join(" ")}`,
      ),
    );
  }
  if (findings.length > 0) return findings;
  const unseen = all.filter(
    (hook) => hook.failsClosed && ready(hook) === undefined && touchesRun(hook, namespace),
  );
  if (unseen.length > 0) {
    return [
      unknown(
        `it cannot be seen from here whether they answer: ${few(unseen.map(nameOf))}, outside the cluster`,
      ),
    ];
  }
  const harmless = aside === 0 ? "" : `; ${aside} cannot be called, without effect on the suite`;
  return [pass(`${all.length === 0 ? "none" : `none of ${all.length} is in the way`}${harmless}`)];
}

async function answers(
  snapshot: Subject["snapshot"],
  namespace: string,
  name: string,
): Promise<boolean | undefined> {
  if (hasReady(await snapshot.endpoints(namespace, name))) return true;
  // the API server resolves such a name itself, and nobody else can know
  const isOutside = (await snapshot.service(namespace, name))?.spec?.type === "ExternalName";
  return isOutside ? undefined : false;
}

/** Whether traffic to a service would be answered; a missing `ready` means yes. */
function hasReady(slices: readonly V1EndpointSlice[]): boolean {
  return slices.some((slice) =>
    (slice.endpoints ?? []).some((endpoint) => endpoint.conditions?.ready !== false),
  );
}

function serviceName({ service }: Webhook): string {
  return service === undefined ? "" : `${service.namespace}/${service.name}`;
}

function nameOf(hook: Webhook): string {
  return hook.name === "" ? hook.object : `${hook.object} (${hook.name})`;
}
