import type { Cluster } from "../kube/cluster.ts";
import type { ConnectionFlags } from "../kube/flags.ts";
import { userAgent } from "../process/version.ts";
import type { Context } from "./context.ts";

// long enough for a load balancer's hiccup, short enough for a person who waits for the first answer
const patience = 5000;

/** Opens the cluster that a command's flags name, for calls that end with the process. */
export async function openFlags(context: Context, flags: ConnectionFlags): Promise<Cluster> {
  const { openCluster } = await import("../kube/cluster.ts");
  const { connect } = await import("../kube/connection.ts");
  const { io } = context;
  return openCluster(connect(flags, io), userAgent(context.version), io, { signal: io.signal, patience });
}
