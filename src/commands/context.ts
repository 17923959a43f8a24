import type { ExitCode } from "../errors.ts";
import type { Io } from "../process/io.ts";
import type { Version } from "../process/version.ts";

/** What every command is given. */
export interface Context {
  readonly io: Io;
  readonly version: Version;
  /** How the program is called: `kubectl conformance`, or `kubectl-conformance`. */
  readonly name: string;
  /** The words it was called with. */
  readonly argv: readonly string[];
  /** Takes the exit code of a command that ended without an error. */
  readonly exit: (code: ExitCode) => void;
}
