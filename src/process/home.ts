import { homedir } from "node:os";
import type { Io } from "./io.ts";

/** The user's home folder; the root folder if there is none, as for a user without a name in a container. */
export function homeFolder({ env }: Pick<Io, "env">, ofSystem: () => string = homedir): string {
  if (env.HOME) return env.HOME;
  try {
    return ofSystem();
  } catch {
    return "/";
  }
}
