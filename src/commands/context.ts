import type { ExitCode } from "../errors.ts";
import type { Io } from "../process/io.ts";
import type { Version } from "../process/version.ts";

/** What every command gets. */
export interface Context {
  readonly io: Io;
  readonly version: Version;
  /** How the program was called: `kubectl conformance`, or `kubectl-conformance`. */
  readonly name: string;
  /** The arguments it was called with. */
  readonly argv: readonly string[];
  /** Gets the exit code of a command that ended without an error. */
  readonly exit: (code: ExitCode) => void;
}
