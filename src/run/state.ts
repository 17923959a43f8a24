import type { RbacV1Subject, V1ClusterRoleBinding } from "@kubernetes/client-node";
import { InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { parseAs } from "../schema/faults.ts";
import type { Infer, Schema } from "../schema/infer.ts";
import { redactText } from "../text/redact.ts";
import { isRunId, runLabel } from "./identity.ts";
import { bindingName, type RunObjects } from "./plan/objects.ts";
import { namePattern, planSchema } from "./plan/plan-schema.ts";

// The state of a run is stored only on its cluster role binding: anyone who can edit a namespace can make a pod look like any run's, but
// only those who have cluster-admin can create a binding to it.
const stateAnnotation = "kubectl-conformance/state";
/** The state of a run of plugins, which `plugins/run/` reads. */
export const pluginsAnnotation = "kubectl-conformance/plugins";
const uuidsAnnotation = "kubectl-conformance/uuids";
export const podAnnotation = "kubectl-conformance/pod";
const namespaceAnnotation = "kubectl-conformance/namespace";
export const accountAnnotation = "kubectl-conformance/account";

const stateSchema = {
  type: "object",
  required: ["plan", "command", "started", "server", "platform"],
  properties: {
    plan: planSchema,
    command: {
      type: "array",
      maxItems: 1000,
      items: { type: "string", maxLength: 262_144 },
      description: "the command's words, without secrets",
    },
    started: {
      type: "string",
      pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$",
      description:
        "RFC 3339; by the clock of the machine that started it, and by the server's after it is read back",
    },
    server: { type: "string", pattern: "^v?\\d{1,3}\\.\\d{1,3}[0-9A-Za-z.+_-]{0,100}$" },
    platform: { type: "string", pattern: "^[0-9A-Za-z_./-]{0,100}$" },
  },
} as const satisfies Schema;

/** What a run must remember, stored on its binding, so that any machine can continue it. */
export type RunState = Infer<typeof stateSchema>;

/** The namespace that a run is in, according to its binding. */
export interface RunNamespace {
  readonly name: string;
  /** A later namespace of that name is another one. */
  readonly uid: string;
  /** Whether the run created it, and removes it. */
  readonly made: boolean;
}

/** What the binding of a run of any kind says, checked. */
export interface BindingMarks {
  readonly id: string;
  readonly namespace: RunNamespace;
  /** The account to which the binding gives cluster-admin, gave it, or never did. */
  readonly serviceAccount: string;
  /** By the server's clock. */
  readonly created: Date;
}

/** What the binding of a run of the suite says, checked. */
export interface RunMarks extends BindingMarks {
  readonly state: RunState;
  /** The uuids of the suite's processes, as far as they are known. */
  readonly uuids: readonly string[];
  /** The uid of the run's pod; undefined if its runner ended before it could record it. */
  readonly pod: string | undefined;
}

/**
 * Puts the state on the run's binding.
 * @throws InputError if it could not be read back, as with a pattern that is longer than the API allows
 */
export function withState(objects: RunObjects, state: RunState): RunObjects {
  const text = JSON.stringify(withoutSecrets(state));
  try {
    parseAs(stateSchema, text);
  } catch (error) {
    throw new InputError(`the state of the run cannot be stored in the cluster: ${(error as Error).message}`);
  }
  return { ...objects, binding: annotated(objects.binding, { [stateAnnotation]: text }) };
}

/** The suite's own pod needs the URL as it was given; readers of the state do not. */
function withoutSecrets(state: RunState): RunState {
  const list = state.plan.testRepoList;
  if (list === undefined || !("url" in list)) return state;
  return { ...state, plan: { ...state.plan, testRepoList: { url: redactText(list.url) } } };
}

/** The binding of a run in this namespace: it is deleted together with the namespace. */
export function boundTo(
  binding: V1ClusterRoleBinding,
  { name, uid, made }: RunNamespace,
): V1ClusterRoleBinding {
  const value = `${made ? "made" : "given"} ${uid}`;
  const marked = annotated(binding, { [namespaceAnnotation]: value });
  const owner = { apiVersion: "v1", kind: "Namespace", name, uid };
  return { ...marked, metadata: { ...marked.metadata, ownerReferences: [owner] } };
}

/** The binding with more annotations. */
export function annotated(
  binding: V1ClusterRoleBinding,
  annotations: Record<string, string>,
): V1ClusterRoleBinding {
  const { metadata } = binding;
  return {
    ...binding,
    metadata: { ...metadata, annotations: { ...metadata?.annotations, ...annotations } },
  };
}

/**
 * Reads what a binding with the run's label says, and trusts nothing in it unchecked.
 * @throws SyntaxError with the first thing that is not valid
 */
export function readMarks(binding: V1ClusterRoleBinding): RunMarks {
  const { annotations = {} } = binding.metadata ?? {};
  const text = annotations[stateAnnotation];
  const marks = readBinding(binding, text !== undefined);
  const state = parseAs(stateSchema, text ?? "");
  const { namespace = state.plan.namespace } = binding.subjects?.[0] ?? {};
  if (state.plan.id !== marks.id || state.plan.namespace !== namespace)
    throw new SyntaxError("its state belongs to another run");
  return {
    ...marks,
    namespace: { ...marks.namespace, name: namespace },
    // whoever started it may have had any clock
    state: { ...state, started: marks.created.toISOString() },
    uuids: (annotations[uuidsAnnotation] ?? "")
      .split(",")
      .filter((uuid) => /^[0-9A-Za-z._-]{1,63}$/.test(uuid)),
    pod: annotations[podAnnotation],
  };
}

/**
 * Reads what the binding of a run of any kind says; `hasState` is whether it has the state that such a run has. The name of the namespace is that
 * of its subject, and empty if it has none.
 * @throws SyntaxError with the first thing that is not valid
 */
export function readBinding(
  { metadata, roleRef, subjects = [] }: V1ClusterRoleBinding,
  hasState: boolean,
): BindingMarks {
  const id = metadata?.labels?.[runLabel] ?? "";
  if (!isRunId(id)) throw new SyntaxError("its label is not a run's id");
  if (metadata?.name !== bindingName(id)) throw new SyntaxError("its name and its label do not match");
  const [subject, ...others] = subjects;
  if (roleRef.kind !== "ClusterRole" || roleRef.name !== "cluster-admin" || others.length > 0)
    throw new SyntaxError("it does not bind one account to cluster-admin");
  const annotations = metadata.annotations ?? {};
  const account = accountOf(subject, annotations);
  const place = /^(made|given) ([0-9A-Za-z-]{1,64})$/.exec(annotations[namespaceAnnotation] ?? "");
  if (!hasState || place === null) throw new SyntaxError(otherVersion);
  const created = metadata.creationTimestamp;
  if (created === undefined || Number.isNaN(created.getTime()))
    throw new SyntaxError("it does not say when it was created");
  const namespace = { name: subject?.namespace ?? "", uid: place[2] ?? "", made: place[1] === "made" };
  return { id, namespace, serviceAccount: account, created };
}

/** The account of a binding: its subject or, if it only keeps the state of a run that has ended, its former subject. */
function accountOf(
  subject: RbacV1Subject | undefined,
  annotations: Readonly<Record<string, string>>,
): string {
  const name = new RegExp(namePattern);
  if (subject === undefined) {
    const { [accountAnnotation]: account = "" } = annotations;
    if (!name.test(account)) throw new SyntaxError("it does not bind one account to cluster-admin");
    return account;
  }
  if (subject.kind !== "ServiceAccount" || !name.test(subject.namespace ?? ""))
    throw new SyntaxError("its subject is not a service account");
  return subject.name;
}

const otherVersion = "another version of this program created it: use that one";

/** Records on the binding which uuids surely belong to this run, so that its leftovers are known even when its pod is gone. */
export async function noteUuids(
  cluster: Pick<Cluster, "rbac">,
  runId: string,
  uuids: readonly string[],
): Promise<void> {
  await note(cluster, runId, uuidsAnnotation, uuids.join(","));
}

/** Records on the binding which pod belongs to the run, so that no other is mistaken for it. */
export async function notePod(cluster: Pick<Cluster, "rbac">, runId: string, uid: string): Promise<void> {
  await note(cluster, runId, podAnnotation, uid);
}

async function note(
  cluster: Pick<Cluster, "rbac">,
  runId: string,
  name: string,
  value: string,
): Promise<void> {
  const path = `/metadata/annotations/${pointer(name)}`;
  await cluster.rbac.patchClusterRoleBinding({
    name: bindingName(runId),
    body: [{ op: "add", path, value }],
  });
}

/**
 * Turns the binding into a mere record of the run, which may outlive its namespace: while something of the suite is left, nothing else knows
 * about it. From then on it grants nothing: otherwise, whoever creates an account of that name again, in that namespace or in a later one of its
 * name, would be cluster-admin.
 */
export async function retireBinding(
  cluster: Pick<Cluster, "rbac">,
  runId: string,
  serviceAccount: string,
): Promise<void> {
  await cluster.rbac.patchClusterRoleBinding({
    name: bindingName(runId),
    body: [
      { op: "add", path: `/metadata/annotations/${pointer(accountAnnotation)}`, value: serviceAccount },
      { op: "add", path: "/metadata/ownerReferences", value: [] },
      { op: "add", path: "/subjects", value: [] },
    ],
  });
}

/** A key as a part of a JSON pointer (RFC 6901); ours have no tilde. */
function pointer(key: string): string {
  return key.replace("/", "~1");
}
