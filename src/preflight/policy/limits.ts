import type {
  V1Container,
  V1LimitRange,
  V1LimitRangeItem,
  V1Pod,
  V1ResourceQuota,
} from "@kubernetes/client-node";
import { runObjects } from "../../run/plan/objects.ts";
import { planRun } from "../../run/plan/plan.ts";
import { parseQuantity } from "../../run/plan/quantity.ts";
import { type Check, fail, type Judgement, pass, type Subject, warn } from "../check.ts";

/** Quotas and limit ranges of the run's namespace against the run's pod. */
export const limits: Check = { name: "limits", judge, refusesRun: true };

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const { namespace } = request;
  const path = `/api/v1/namespaces/${namespace}`;
  const [quotas, ranges, server] = await Promise.all([
    snapshot.list<V1ResourceQuota>("V1ResourceQuota", `${path}/resourcequotas`),
    snapshot.list<V1LimitRange>("V1LimitRange", `${path}/limitranges`),
    snapshot.server(),
  ]);
  const facts = { server: server.gitVersion, platform: server.platform, nodes: [] };
  const { pod } = runObjects(planRun(request, facts, "preflight"), "preflight");
  return judgeLimits(namespace, quotas, ranges, pod);
}

/** Judges whether the run's pod would be admitted, and left unchanged. Pure. */
export function judgeLimits(
  namespace: string,
  quotas: readonly V1ResourceQuota[],
  ranges: readonly V1LimitRange[],
  pod: V1Pod,
): readonly Judgement[] {
  const items = ranges.flatMap((range) => range.spec?.limits ?? []);
  const containers = (pod.spec?.containers ?? []).map((container) => withDefaults(container, items));
  const refusals = [
    ...quotas.flatMap((quota) =>
      overQuota(quota, containers).map((words) => ({
        words,
        object: `resourcequota/${quota.metadata?.name}`,
      })),
    ),
    ...ranges.flatMap((range) =>
      outOfRange(range, containers).map((words) => ({ words, object: `limitrange/${range.metadata?.name}` })),
    ),
  ];
  if (refusals.length > 0) {
    return refusals.map(({ words, object }) =>
      fail(
        `${object} in ${namespace}: ${words}`,
        "the API server would reject the run's pod: change this, or use another --namespace",
        `kubectl -n ${namespace} edit ${object}`,
      ),
    );
  }
  const [suite] = containers;
  const limit = suite?.limits.memory ?? suite?.limits.cpu;
  if (suite !== undefined && limit !== undefined) {
    return [
      warn(
        `a limit range of ${namespace} limits the suite to ${inWords(suite.limits)}`,
        "each of the suite's processes needs about 200 MB: beyond its limit the suite is killed, or too slow; raise the limit, or use another --namespace",
        `kubectl -n ${namespace} edit limitrange`,
      ),
    ];
  }
  const rules = quotas.length + ranges.length;
  return [
    pass(
      rules === 0 ? `${namespace} has no quota or limit range` : `the run's pod fits those of ${namespace}`,
    ),
  ];
}

type Amounts = Readonly<Record<string, string>>;

interface Asked {
  readonly name: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** A container as the LimitRanger leaves it: limits from `default`, otherwise `max`; requests from `defaultRequest`, otherwise the limit. */
function withDefaults(container: V1Container, items: readonly V1LimitRangeItem[]): Asked {
  const own = items.filter((item) => item.type === "Container");
  const merged = (pick: (item: V1LimitRangeItem) => Amounts | undefined): Amounts =>
    Object.assign({}, ...own.map((item) => pick(item) ?? {}));
  const limits = {
    ...merged((item) => item.max),
    ...merged((item) => item._default),
    ...container.resources?.limits,
  };
  return {
    name: container.name,
    limits,
    requests: { ...limits, ...merged((item) => item.defaultRequest), ...container.resources?.requests },
  };
}

function overQuota(quota: V1ResourceQuota, containers: readonly Asked[]): string[] {
  if (!appliesToRun(quota)) return [];
  const used = quota.status?.used ?? {};
  return Object.entries(quota.spec?.hard ?? {}).flatMap(([key, hard]) => {
    const asked = askedOf(key, containers);
    if (asked === "nothing") return [];
    if (asked === "unset") return [`it requires ${key}, which the run's pod does not set`];
    const left = parseQuantity(hard) - parseQuantity(used[key] ?? "0");
    return asked > left
      ? [`${key} is ${used[key] ?? "0"} of ${hard}, too little left for the run's pod`]
      : [];
  });
}

// a pod with requests, without a deadline and of no priority class
function appliesToRun({ spec }: V1ResourceQuota): boolean {
  const scopes = spec?.scopes ?? [];
  const others = ["BestEffort", "Terminating", "CrossNamespacePodAffinity"];
  return !scopes.some((scope) => others.includes(scope)) && spec?.scopeSelector === undefined;
}

function askedOf(key: string, containers: readonly Asked[]): number | "nothing" | "unset" {
  if (key === "pods" || key === "count/pods" || key === "count/serviceaccounts") return 1;
  const [, kind = "requests", resource = ""] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(key) ?? [];
  if (resource === "") return "nothing";
  const amounts = containers.map(
    (container) => container[kind === "limits" ? "limits" : "requests"][resource],
  );
  if (amounts.some((amount) => amount === undefined)) return "unset";
  return amounts.reduce((sum, amount) => sum + parseQuantity(amount ?? "0"), 0);
}

function outOfRange(range: V1LimitRange, containers: readonly Asked[]): string[] {
  return (range.spec?.limits ?? [])
    .filter((item) => item.type === "Container")
    .flatMap((item) =>
      containers.flatMap(({ name, requests, limits }) => [
        ...compare(requests, item.min, (has, min) => has < min).map(
          ([resource, bound]) => `container ${name} asks for less ${resource} than the least, ${bound}`,
        ),
        ...compare(requests, limits, (has, limit) => has > limit).map(
          ([resource, bound]) =>
            `container ${name} requests more ${resource} than its limit would be, ${bound}`,
        ),
        ...compare(limits, item.max, (has, max) => has > max).map(
          ([resource, bound]) => `container ${name} would have more ${resource} than the most, ${bound}`,
        ),
      ]),
    );
}

function compare(
  has: Amounts,
  bounds: Amounts = {},
  wrong: (has: number, bound: number) => boolean,
): [string, string][] {
  return Object.entries(bounds).filter(([resource, bound]) => {
    const amount = has[resource];
    return amount !== undefined && wrong(parseQuantity(amount), parseQuantity(bound));
  });
}

function inWords(amounts: Amounts): string {
  return Object.entries(amounts)
    .map(([resource, amount]) => `${amount} ${resource}`)
    .join(", ");
}
