import type { Cluster } from "./cluster.ts";
import { ExecRefused, execText } from "./exec.ts";

/** A name that no pod has. */
const nobody = "kubectl-conformance-preflight";

/**
 * Whether a WebSocket gets through to exec in a namespace, and what blocks it if not: a load balancer without upgrades, a
 * webhook or policy. It uses a pod that does not exist, so that nothing runs: «not found» is the good answer, and the API server gives it
 * after admission (`endpoints/handlers/rest.go`, ConnectResource).
 * @returns undefined if nothing blocks it
 * @throws ConnectionError and ApiError if the server is unreachable or has a problem; the signal's reason
 */
export async function execObstacle(
  cluster: Pick<Cluster, "connection">,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await execText(cluster, { namespace, pod: nobody, container: nobody, command: ["true"], signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ExecRefused)) throw error;
    const isMissing = error.status === 404 && error.reason === "NotFound" && error.words.includes(nobody);
    return isMissing ? undefined : error.message;
  }
}
