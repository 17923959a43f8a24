import path from "node:path";
import { InputError } from "../../../errors.ts";

/** Where the API server's audit log is. */
export type AuditLog =
  | { readonly kind: "file"; readonly name: string; readonly file: string }
  | {
      readonly kind: "node";
      /** As it was given. */
      readonly name: string;
      readonly node: string;
      /** Below /var/log, which the kubelet serves: `kubernetes/audit.log`. */
      readonly path: string;
    };

/**
 * Reads the value of --audit-log: a file of this machine, or `node:NAME:/var/log/PATH`.
 * @throws InputError if it is neither
 */
export function readAuditLog(given: string, cwd: string): AuditLog {
  if (!given.startsWith("node:")) return { kind: "file", name: given, file: path.resolve(cwd, given) };
  const [, node = "", file = ""] = /^node:([a-z0-9][a-z0-9.-]{0,252}):(\/.*)$/.exec(given) ?? [];
  if (node === "") {
    throw new InputError(`--audit-log ${given}: is not a log of a node`, {
      fix: "write it like node:control-plane-1:/var/log/kubernetes/audit.log",
    });
  }
  const normal = path.posix.normalize(file);
  if (!normal.startsWith("/var/log/") || normal.endsWith("/")) {
    throw new InputError(`--audit-log ${given}: the kubelet serves only files below /var/log`, {
      fix: `let the API server write there, or count it where it is: ${elsewhere(file)}`,
    });
  }
  return { kind: "node", name: given, node, path: normal.slice("/var/log/".length) };
}

/** How a log is counted that this machine cannot read. */
export function elsewhere(file: string): string {
  return `ssh CONTROL-PLANE cat ${file} | kubectl conformance coverage - --since TIME-OF-THE-RUN`;
}
