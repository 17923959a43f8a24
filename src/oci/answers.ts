import { safe } from "../text/safe.ts";
import { refused } from "./authorizer.ts";
import { RegistryError } from "./errors.ts";
import type { Response } from "./http.ts";

/** What a registry says of its refusal: `403 denied: requested access to the resource is denied`. */
export async function refusalOf(response: Response): Promise<string> {
  const text = await response.text(16 * 1024).catch(() => "");
  let words = "";
  try {
    const { errors }: { errors?: readonly { code?: unknown; message?: unknown }[] } = JSON.parse(text);
    words = (errors ?? []).map(({ code, message }) => `${code}: ${message}`).join("; ");
  } catch {
    // a page of a proxy: its status says enough
  }
  return safe(`${response.status}${words === "" ? "" : ` ${words.slice(0, 300)}`}`);
}

/** @throws RegistryError unless the answer has one of these statuses */
export async function expect(
  response: Response,
  statuses: readonly number[],
  host: string,
  what: string,
): Promise<void> {
  if (statuses.includes(response.status)) return;
  const words = await refusalOf(response);
  if (response.status === 401 || response.status === 403) throw refused(host, words);
  throw new RegistryError(`${what} (${words})`, { status: response.status });
}
