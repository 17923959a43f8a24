import { firstLine } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { listAll } from "../../kube/list.ts";
import { type Row, tableCodec } from "../../kube/table.ts";
import type { Io } from "../../process/io.ts";
import type { Look } from "../preflight/finding.ts";

/** The rows that the server prints for a look, or why there are none. */
export type Looked =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "nothing"; readonly why: string };

/** Asks the server for its own table of a look, as kubectl does. Throws the signal's reason. */
export async function lookAt(
  cluster: Pick<Cluster, "send">,
  look: Look,
  io: Pick<Io, "monotonic" | "sleep" | "signal">,
): Promise<Looked> {
  const codec = tableCodec();
  const options = { accept: codec.accept, query: look.query ?? {}, signal: io.signal, clock: io };
  try {
    const { items } = await listAll(cluster, look.path, options, codec.items);
    return { kind: "rows", rows: items };
  } catch (error) {
    io.signal.throwIfAborted();
    return { kind: "nothing", why: firstLine(error) };
  }
}
