import { homedir } from "node:os";
import type { Io } from "./io.ts";

/** The person's home folder; the root where there is none, as for a user without a name in a container. */
export function homeFolder({ env }: Pick<Io, "env">, ofSystem: () => string = homedir): string {
  if (env.HOME) return env.HOME;
  try {
    return ofSystem();
  } catch {
    return "/";
  }
}
