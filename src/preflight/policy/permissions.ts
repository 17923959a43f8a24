import type { V1ResourceAttributes } from "@kubernetes/client-node";
import { neededAccess } from "../../run/permissions.ts";
import {
  type Cause,
  type Check,
  fail,
  few,
  type Judgement,
  pass,
  type Subject,
  unknown,
  warn,
} from "../check.ts";
import { judgesExec } from "./reach.ts";

const rbac = "rbac.authorization.k8s.io";
const cause: Cause = { kind: "rights", isAnonymous: false };
const execRight = { verb: "create", resource: "pods", subresource: "exec" };

/** Whether the user may do what a run does, and give cluster-admin to the suite. */
export const permissions: Check = {
  name: "permissions",
  judge: judgePermissions,
  refusesRun: true,
};

/** Whether the run can be reached by exec, which is how its files are fetched. */
export const exec: Check = { name: "exec", judge: judgeExec };

async function judgePermissions({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const needed = neededAccess(request.namespace);
  const [allowed, grants] = await Promise.all([
    Promise.all(needed.map((what) => snapshot.may(what))),
    mayGrant(snapshot),
  ]);
  const refused = needed.filter((_, index) => allowed[index] !== true).map(inWords);
  const missing = [...refused, ...(grants ? [] : ["grant cluster-admin"])];
  if (missing.length === 0) return [pass(`this user may do all ${needed.length + 1} things a run needs`)];
  return [
    {
      ...fail(
        `this user may not ${few(missing)}`,
        "the run would be refused halfway; the suite itself runs as cluster-admin, which only a user who has it can grant; or use another --context",
        "kubectl create clusterrolebinding conformance-runner --clusterrole=cluster-admin --user=NAME",
      ),
      cause,
    },
  ];
}

/** Binding a role requires the verb bind on it, or everything that it allows. */
async function mayGrant(snapshot: Subject["snapshot"]): Promise<boolean> {
  const [binds, everything, everywhere] = await Promise.all([
    snapshot.may({ verb: "bind", group: rbac, resource: "clusterroles", name: "cluster-admin" }),
    snapshot.may({ verb: "*", group: "*", resource: "*" }),
    snapshot.mayVisit({ verb: "*", path: "*" }),
  ]);
  return binds || (everything && everywhere);
}

async function judgeExec({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const { namespace } = request;
  const what = { ...execRight, namespace };
  const [allowed, hooks] = await Promise.all([snapshot.may(what), snapshot.webhooks()]);
  if (!allowed) {
    return [
      {
        ...warn(
          `this user may not ${inWords(what)}`,
          "the log is followed through the API instead, without junit_01.xml and without comparing the sha256",
          `kubectl -n ${namespace} create rolebinding conformance-runner --clusterrole=admin --user=NAME`,
        ),
        cause,
      },
    ];
  }
  const judges = hooks.filter((hook) => judgesExec(hook, namespace)).map((hook) => hook.object);
  if (judges.length > 0) {
    return [
      warn(
        `allowed, but subject to ${few([...new Set(judges)])}`,
        "if it refuses, the log is followed through the API, without junit_01.xml",
        `kubectl get ${judges[0]} -o yaml`,
      ),
    ];
  }
  return [await judgeWay(snapshot, namespace)];
}

/** Whether a WebSocket really gets through, tried on a pod that does not exist. */
async function judgeWay(snapshot: Subject["snapshot"], namespace: string): Promise<Judgement> {
  const isThere = (await snapshot.namespaces()).some(({ metadata }) => metadata?.name === namespace);
  // the run's namespace does not exist yet, and admission answers differently for a namespace that does not exist
  const place = isThere ? namespace : "default";
  const mayTry = isThere || (await snapshot.may({ ...execRight, namespace: place }));
  if (!mayTry) return unknown("allowed by permissions; whether a WebSocket gets through was not tried");
  const obstacle = await snapshot.execObstacle(place);
  if (obstacle === undefined) return pass("allowed, and a WebSocket gets through to the API server");
  return warn(
    `allowed, but it does not get through: ${obstacle}`,
    "the log is followed through the API instead, without junit_01.xml and without comparing the sha256",
    "let WebSockets (HTTP/1.1 upgrades) pass whatever is in front of the API server, or use another --server",
  );
}

function inWords({ verb, resource, subresource, namespace }: V1ResourceAttributes): string {
  const thing = [resource, subresource].filter(Boolean).join("/");
  return `${verb} ${thing}${namespace === undefined ? "" : ` in namespace ${namespace}`}`;
}
