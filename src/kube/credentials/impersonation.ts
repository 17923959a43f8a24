import type { User } from "@kubernetes/client-node";
import { InputError } from "../../errors.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { UserExtras } from "../kubeconfig-file.ts";

/**
 * The headers that make the server act as another user (`--as…`, or `as…` of the kubeconfig's user).
 * @throws InputError naming the flag that cannot be used
 */
export function impersonation(
  flags: ConnectionFlags,
  user: User,
  raw: UserExtras | undefined,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  const as = flags.as ?? user.impersonateUser ?? undefined;
  const uid = flags.asUid ?? raw?.asUid;
  const groups = flags.asGroup ?? raw?.asGroups ?? [];
  if (as === undefined) {
    if (flags.asUid !== undefined || flags.asGroup !== undefined || flags.asUserExtra !== undefined) {
      throw new InputError("--as-uid, --as-group and --as-user-extra need --as", { fix: "add --as USER" });
    }
    return headers;
  }
  headers["Impersonate-User"] = as;
  if (uid !== undefined) headers["Impersonate-Uid"] = uid;
  if (groups.length > 0) headers["Impersonate-Group"] = [...groups];
  for (const [key, values] of extras(flags, raw))
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = values;
  return headers;
}

function extras(flags: ConnectionFlags, raw: UserExtras | undefined): Map<string, string[]> {
  const found = new Map<string, string[]>();
  if (flags.asUserExtra === undefined) {
    for (const [key, values] of Object.entries(raw?.asUserExtra ?? {})) found.set(key, [...values]);
    return found;
  }
  for (const pair of flags.asUserExtra) {
    const cut = pair.indexOf("=");
    if (cut < 1) throw new InputError(`--as-user-extra ${pair}: not key=value`);
    const key = pair.slice(0, cut);
    found.set(key, [...(found.get(key) ?? []), pair.slice(cut + 1)]);
  }
  return found;
}
