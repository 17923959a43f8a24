import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { readText } from "../../kube/transport.ts";
import type { Look } from "./absent.ts";

/**
 * Deletes an object, and says what holds it where it is not gone at once.
 * @throws ApiError where the server refuses
 */
export async function removeObject(
  cluster: Pick<Cluster, "send">,
  path: string,
  { name, uid }: { readonly name: string; readonly uid?: string | undefined },
): Promise<Look> {
  try {
    const reply = await cluster.send({
      method: "DELETE",
      path: `${path}/${encodeURIComponent(name)}`,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        apiVersion: "v1",
        kind: "DeleteOptions",
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      }),
    });
    // an answer that nobody reads holds its connection, and the process with it
    const answer: { kind?: string; metadata?: { finalizers?: readonly string[] } } = JSON.parse(
      await readText(reply.body),
    );
    const finalizers = answer.kind === "Status" ? [] : (answer.metadata?.finalizers ?? []);
    return finalizers.length === 0 ? "removed" : { why: `its finalizers hold it: ${finalizers.join(", ")}` };
  } catch (error) {
    // 409: another one has its name by now
    if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return "absent";
    throw error;
  }
}
