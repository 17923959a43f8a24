import { readFileSync } from "node:fs";
import path from "node:path";
import { firstLine, InputError } from "../errors.ts";
import { homeFolder } from "../process/home.ts";
import type { Io } from "../process/io.ts";
import { configVariable } from "./environment.ts";
import { isAnother } from "./file.ts";

/** A configuration file that was found. */
export interface FoundConfig {
  /** As it is told: relative where it is in the folder of the call. */
  readonly file: string;
  readonly text: string;
  /** Whether nobody named it, and it lies where the program was called: in a folder that may be somebody else's. */
  readonly isStray: boolean;
}

/**
 * The configuration file: the one that `--config` or the environment names, else `conformance.yaml` where the program was called,
 * else `kubectl-conformance/conformance.yaml` in the person's own configuration. A file of that name
 * which is none is passed over.
 * @throws InputError where a file that was named cannot be read
 */
export function findConfig(given: string | undefined, io: Pick<Io, "env" | "cwd">): FoundConfig | undefined {
  const inEnvironment = io.env[configVariable];
  const named = given ?? (inEnvironment === "" ? undefined : inEnvironment);
  if (named !== undefined) {
    try {
      return { file: named, text: readFileSync(path.resolve(io.cwd, named), "utf8"), isStray: false };
    } catch (cause) {
      const flag = given === undefined ? configVariable : "--config";
      throw new InputError(`${flag} ${named}: ${firstLine(cause)}`, {
        fix: "name a file that can be read",
        cause,
      });
    }
  }
  const home = io.env.XDG_CONFIG_HOME || path.join(homeFolder(io), ".config");
  const own = path.join(home, "kubectl-conformance", "conformance.yaml");
  for (const [file, isStray] of [
    ["conformance.yaml", true],
    [own, false],
  ] as const) {
    const text = textOf(path.resolve(io.cwd, file));
    if (text !== undefined && !isAnother(text)) return { file, text, isStray };
  }
  return undefined;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(String(code))) return undefined;
    throw new InputError(`${file}: ${firstLine(error)}`, {
      fix: "make it readable, or name another with --config",
      cause: error,
    });
  }
}
