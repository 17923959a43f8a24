import { safe } from "../text/safe.ts";
import { entriesOf, fileOf, readFile } from "./file.ts";
import { type LogPiece, type Reading, readJournal } from "./journal.ts";
import { type Node, NodeError } from "./kubelet.ts";
import type { Entry } from "./listing.ts";
import { zoneOf } from "./zone.ts";

/** A log of a node. */
export type LogOf =
  /** A service, which logs to the journal or to a file. */
  | { readonly kind: "unit"; readonly name: string }
  /** A file below /var/log. */
  | { readonly kind: "file"; readonly path: string };

const howOn =
  "set enableSystemLogQuery to true in the kubelet's configuration, and before v1.36 also its feature gate NodeLogQuery";

/**
 * Reads a log of a node: the journal of a unit or, where the kubelet has none or answers no queries, the file to which it logs.
 * @throws NodeError if there is no such log or it cannot be read, ConnectionError; the signal's reason
 */
export async function* readNodeLog(node: Node, of: LogOf, reading: Reading): AsyncGenerator<LogPiece, void> {
  if (of.kind === "file") return yield* readFile(node, of.path, reading);
  const unit = of.name;
  let zone: number | undefined;
  const end = yield* readJournal(node, unit, reading, async () => {
    zone ??= await zoneOf(node, unit);
    return zone;
  });
  if (end.kind === "read") return;
  const top = end.kind === "off" ? end.entries : ((await entriesOf(node, "")) ?? []);
  const path = await fileOf(node, unit, top);
  if (path === undefined) throw notFound(node, unit, end.kind === "off", top);
  const why =
    end.kind === "off" ? "its kubelet answers no log queries" : `${unit} does not log to the journal`;
  const boot = reading.wanted.boot === undefined ? "" : ", of all boots";
  yield { kind: "note", text: `${why}: reading /var/log/${path}${boot}` };
  yield* readFile(node, path, reading);
}

function notFound(node: Node, unit: string, isOff: boolean, top: readonly Entry[]): NodeError {
  const name = safe(node.name);
  const there = top.slice(0, 30).map(safe).join(", ");
  if (!isOff)
    return new NodeError(
      `node ${name}: ${unit} has no log, neither in the journal nor in a file of its name in /var/log`,
      { fix: `name another unit, or a file with --path; /var/log has ${there}` },
    );
  return new NodeError(
    `node ${name}: its kubelet answers no log queries, and /var/log has no file of ${unit}`,
    { fix: `${howOn}; or name a file with --path: /var/log has ${there}` },
  );
}
