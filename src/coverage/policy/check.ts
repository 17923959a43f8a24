import type { Operation } from "../spec/operation.ts";
import { creditedOperation } from "../tally.ts";
import type { GroupResources, Policy, Rule } from "./read.ts";
import { type AuditRequest, requestOf } from "./request.ts";

/** An operation whose requests a policy keeps out of the log. */
export interface Loss {
  readonly operation: Operation;
  /** All of the requests, or those of some users, namespaces or objects. */
  readonly extent: "all" | "some";
  /** The rule, from 1; undefined if none matches. */
  readonly rule: number | undefined;
  readonly why: string;
}

/** Whether a rule is for a request: for some requests where it depends on who sends it, or on a name. */
type Match = "yes" | "some" | "no";

/**
 * The operations whose requests by the suite a policy would keep out of the log: the first rule that matches a request decides
 * (k8s.io/apiserver, `policyRuleEvaluator`).
 */
export function lossesOf(policy: Policy, operations: readonly Operation[]): readonly Loss[] {
  return operations.flatMap((operation) => lossOf(policy, operation) ?? []);
}

function lossOf(policy: Policy, operation: Operation): Loss | undefined {
  const request = requestOf(operation);
  const isScheduler = operation.id === creditedOperation;
  let keepsSome = false;
  let first: Pick<Loss, "rule" | "why"> | undefined;
  for (const [index, rule] of policy.rules.entries()) {
    const match = matches(rule, request, isScheduler);
    if (match === "no") continue;
    const why = silence(policy, rule);
    if (why === undefined) keepsSome = true;
    else first ??= { rule: index + 1, why };
    if (match === "yes") {
      if (first === undefined) return undefined;
      return { operation, extent: keepsSome || why === undefined ? "some" : "all", ...first };
    }
  }
  // without a rule nothing is logged
  return {
    operation,
    extent: keepsSome ? "some" : "all",
    ...(first ?? { rule: undefined, why: "no rule is for it" }),
  };
}

/** Why a rule logs nothing; undefined if it does. */
function silence(policy: Policy, rule: Rule): string | undefined {
  if (rule.level === "None") return "level None";
  const omitted = new Set([...policy.omitStages, ...rule.omitStages]);
  const isSilent = omitted.has("RequestReceived") && omitted.has("ResponseComplete");
  return isSilent ? "omits the stages RequestReceived and ResponseComplete" : undefined;
}

function matches(rule: Rule, request: AuditRequest, isScheduler: boolean): Match {
  const all = [sender(rule, isScheduler)];
  if (rule.verbs.length > 0) all.push(rule.verbs.includes(request.verb) ? "yes" : "no");
  const isAboutResources = rule.namespaces.length > 0 || rule.resources.length > 0;
  if (isAboutResources) all.push(resourceMatch(rule, request));
  else if (rule.nonResourceURLs.length > 0) all.push(pathMatch(rule.nonResourceURLs, request));
  if (all.includes("no")) return "no";
  return all.includes("some") ? "some" : "yes";
}

/** The suite's user has any name; it is authenticated, and may be a service account or an administrator. */
function sender({ users, userGroups }: Rule, isScheduler: boolean): Match {
  const mayBe = (user: string) =>
    isScheduler ? user === "system:kube-scheduler" : !/^system:(?!serviceaccount:|admin)/.test(user);
  const isNamed: Match = users.some(mayBe) ? (isScheduler ? "yes" : "some") : "no";
  const user: Match = users.length === 0 ? "yes" : isNamed;
  const others = userGroups.some(
    (group) => /^system:(?:serviceaccounts|masters)/.test(group) || !group.startsWith("system:"),
  );
  const isGroup: Match = userGroups.includes("system:authenticated")
    ? "yes"
    : others && !isScheduler
      ? "some"
      : "no";
  const group: Match = userGroups.length === 0 ? "yes" : isGroup;
  if (user === "no" || group === "no") return "no";
  return user === "some" || group === "some" ? "some" : "yes";
}

function resourceMatch({ namespaces, resources }: Rule, request: AuditRequest): Match {
  if (request.kind !== "resource") return "no";
  // a request for no namespace has the empty one
  const isHere = request.isNamespaced ? namespaces.some((name) => name !== "") : namespaces.includes("");
  if (namespaces.length > 0 && !isHere) return "no";
  const found = resources.map((one) => groupMatch(one, request));
  if (resources.length > 0 && !found.some((match) => match !== "no")) return "no";
  const isSure = resources.length === 0 || found.includes("yes");
  return isSure && (namespaces.length === 0 || !request.isNamespaced) ? "yes" : "some";
}

function groupMatch(
  { group, resources, resourceNames }: GroupResources,
  request: Extract<AuditRequest, { kind: "resource" }>,
): Match {
  if (group !== request.group) return "no";
  const { resource, subresource } = request;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  const isListed = resources.some(
    (one) =>
      one === "*" ||
      one === full ||
      (subresource !== "" && one === `*/${subresource}`) ||
      (one.endsWith("/*") && one.slice(0, -2) === resource),
  );
  if (resources.length > 0 && !isListed) return "no";
  return resourceNames.length > 0 && resources.length > 0 ? "some" : "yes";
}

function pathMatch(patterns: readonly string[], request: AuditRequest): Match {
  if (request.kind !== "path") return "no";
  const path = request.path.replace(/\{.*$/, "");
  const both = [path, path.replace(/\/$/, "")];
  const isFor = (pattern: string) =>
    pattern.endsWith("*") ? both.some((one) => one.startsWith(pattern.slice(0, -1))) : both.includes(pattern);
  return patterns.some(isFor) ? "yes" : "no";
}
