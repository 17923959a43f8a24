import type { Cluster } from "../../kube/cluster.ts";
import { ApiError, isNotFound } from "../../kube/errors.ts";
import { record } from "../../kube/json.ts";
import { readJson } from "../../kube/transport.ts";
import type { Look } from "./absent.ts";

/**
 * Deletes an object, and says what holds it if it is not gone at once.
 * @throws ApiError if the server refuses
 */
export async function removeObject(
  cluster: Pick<Cluster, "send">,
  path: string,
  { name, uid }: { readonly name: string; readonly uid?: string | undefined },
): Promise<Look> {
  const object = `${path}/${encodeURIComponent(name)}`;
  try {
    const reply = await cluster.send({
      method: "DELETE",
      path: object,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        apiVersion: "v1",
        kind: "DeleteOptions",
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      }),
    });
    // an answer that nobody reads keeps its connection open, and the process alive
    const answer = record(await readJson(reply.body, object));
    if (isSuccess(answer, name)) return "removed";
    const finalizers = finalizersOf(answer);
    return {
      why:
        finalizers.length === 0 ? "it is being deleted" : `its finalizers hold it: ${finalizers.join(", ")}`,
    };
  } catch (error) {
    if (isNotFound(error, name) || isAnother(error)) return "absent";
    throw error;
  }
}

/** What keeps a deleted object from going. */
export function finalizersOf(object: unknown): string[] {
  const { finalizers } = record(record(object).metadata);
  return Array.isArray(finalizers) ? finalizers.filter((one) => typeof one === "string") : [];
}

/** Whether the server says that the object went at once; anything else is checked again. */
function isSuccess({ kind, status, details }: Readonly<Record<string, unknown>>, name: string): boolean {
  return kind === "Status" && status === "Success" && record(details).name === name;
}

/** Whether another object has the name by now; any other conflict passes. */
function isAnother(error: unknown): boolean {
  return (
    error instanceof ApiError && error.isOwn && error.status === 409 && /precondition/i.test(error.words)
  );
}
