import { randomBytes } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { decodeText } from "../../text/decode.ts";
import { kubectlYaml } from "../../text/kubectl-yaml.ts";

// milliseconds: kubectl holds its lock for a moment
const lockPatience = 3000;
const lockPause = 50;

/**
 * Writes new values into the `auth-provider` of a kubeconfig user, under kubectl's own lock (client-go `tools/clientcmd/config.go`), and
 * leaves the rest of the file as it is, where kubectl would rewrite all of it.
 * @throws Error that says why the file is unchanged
 */
export async function writeTokens(
  file: string,
  user: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const lock = `${file}.lock`;
  await take(lock);
  try {
    // not the link to it
    const place = await realpath(file);
    const text = changed(decodeText(await readFile(place)), user, values);
    await replace(place, text);
  } finally {
    await unlink(lock).catch(() => undefined);
  }
}

/** The text of a kubeconfig with these values in a user's `auth-provider`. @throws Error if it has no such user */
export function changed(text: string, user: string, values: Readonly<Record<string, string>>): string {
  const document = parseDocument(text, { ...kubectlYaml, prettyErrors: false, logLevel: "error" });
  const config = configOf(document.get("users"), user);
  if (config === undefined) throw new Error(`user ${user} with an auth-provider is no longer in it`);
  const edits: { start: number; end: number; text: string }[] = [];
  let isWhole = true;
  for (const [key, value] of Object.entries(values)) {
    const node = config.get(key, true);
    const isPlace = isScalar(node) && node.range != null && /^(?:PLAIN|QUOTE_)/.test(node.type ?? "");
    if (isPlace && node.range)
      edits.push({ start: node.range[0], end: node.range[1], text: JSON.stringify(value) });
    else isWhole = false;
    config.set(key, value);
  }
  if (!isWhole) return document.toString({ lineWidth: 0 });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), text);
}

function configOf(users: unknown, name: string): YAMLMap | undefined {
  if (!isSeq(users)) return undefined;
  const entry = users.items.filter(isMap).find((one) => one.get("name") === name);
  const config = entry?.getIn(["user", "auth-provider", "config"]);
  return isMap(config) ? config : undefined;
}

async function take(lock: string): Promise<void> {
  for (let waited = 0; ; waited += lockPause) {
    try {
      const handle = await open(lock, "wx", 0o600);
      await handle.close();
      return;
    } catch (error) {
      const isHeld = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isHeld) throw error;
      if (waited >= lockPatience)
        throw new Error(`${lock} is still there: another program is writing, or left it behind`);
      await delay(lockPause);
    }
  }
}

/** The file has either the old text or the new one, never a part. */
async function replace(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const fresh = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(fresh, text, { mode: mode & 0o777, flag: "wx" });
    await rename(fresh, file);
  } catch {
    await rm(fresh, { force: true });
    // a file that is mounted on its own cannot be replaced
    await writeFile(file, text);
  }
}
