import path from "node:path";
import { firstLine, InputError } from "../errors.ts";
import { homeFolder } from "../process/home.ts";
import type { Io } from "../process/io.ts";
import { type Owner, readFileWithin } from "../process/read-file.ts";
import { decodeText } from "../text/decode.ts";
import { isAnother } from "./another.ts";
import { configVariable } from "./environment.ts";

/** A configuration file that was found. */
export interface FoundConfig {
  /** As messages name it: relative if it is in the current folder. */
  readonly file: string;
  readonly text: string;
  /** Whether nobody named it, and it is in the current folder, which may belong to somebody else. */
  readonly isStray: boolean;
}

/** The files to use, the first overriding the others, and those that were ignored, with the reason. */
export interface ConfigSearch {
  readonly found: readonly FoundConfig[];
  readonly passedOver: readonly { readonly file: string; readonly why: string }[];
}

// other files of that name are larger than settings ever are: Kubernetes' list has 250 KiB
const most = 2 ** 20;

/**
 * The configuration files: only the one that `--config` or the environment names, otherwise `conformance.yaml` in the current
 * folder, overriding `kubectl-conformance/conformance.yaml` in the user's own configuration. One that nobody named and that
 * cannot be read is ignored, and so is one in the current folder that another user can have written: neither may end a command.
 * @throws InputError if a named file cannot be read
 */
export async function findConfig(
  given: string | undefined,
  io: Pick<Io, "env" | "cwd" | "uid" | "signal">,
): Promise<ConfigSearch> {
  const inEnvironment = io.env[configVariable];
  const named = given ?? (inEnvironment === "" ? undefined : inEnvironment);
  if (named !== undefined) {
    const flag = given === undefined ? configVariable : "--config";
    return { found: [await readNamed(named, flag, io)], passedOver: [] };
  }
  const home = io.env.XDG_CONFIG_HOME || path.join(homeFolder(io), ".config");
  const found: FoundConfig[] = [];
  const passedOver: { file: string; why: string }[] = [];
  for (const [file, isStray] of [
    ["conformance.yaml", true],
    [path.join(home, "kubectl-conformance", "conformance.yaml"), false],
  ] as const) {
    const reading = await readFileWithin(path.resolve(io.cwd, file), { most, signal: io.signal });
    if (reading.kind === "read") {
      const text = decoded(reading.bytes);
      if (text === undefined) {
        passedOver.push({ file, why: "it is not UTF-8 text" });
        continue;
      }
      const doubt = isStray ? doubtOf(reading.owner, io.uid) : undefined;
      if (isAnother(text)) continue;
      if (doubt === undefined) found.push({ file, text, isStray });
      else passedOver.push({ file, why: `${doubt}; to use it: --config ${file}` });
    } else if (reading.kind === "unreadable") {
      passedOver.push({ file, why: reading.why });
    } else if (reading.kind === "refused" && reading.reason !== "directory") {
      passedOver.push({ file, why: `it ${reading.why}` });
    }
  }
  return { found, passedOver };
}

async function readNamed(named: string, flag: string, io: Pick<Io, "cwd" | "signal">): Promise<FoundConfig> {
  const reading = await readFileWithin(path.resolve(io.cwd, named), { most, signal: io.signal });
  if (reading.kind === "read") {
    try {
      return { file: named, text: decodeText(reading.bytes), isStray: false };
    } catch (cause) {
      throw new InputError(`${flag} ${named}: ${firstLine(cause)}`, { fix: "save it as UTF-8", cause });
    }
  }
  const why = reading.kind === "absent" ? "no such file" : reading.why;
  throw new InputError(`${flag} ${named}: ${why}`, {
    fix: "name a readable regular file",
    ...("cause" in reading ? { cause: reading.cause } : {}),
  });
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decodeText(bytes);
  } catch {
    return undefined;
  }
}

/** Why a file in the current folder may belong to somebody else: in /tmp, anyone can put one. */
function doubtOf({ uids, isWorldWritable }: Owner, own: number | undefined): string | undefined {
  if (own === undefined) return undefined;
  if (uids.some((uid) => uid !== own && uid !== 0)) return "another user owns it";
  return isWorldWritable ? "everybody may write to it" : undefined;
}
