import { RunError } from "../errors.ts";

/** A registry refused a request, or could not be reached after several attempts. */
export class RegistryError extends RunError {
  override readonly name = "RegistryError";
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; fix?: string; cause?: unknown } = {}) {
    super(message, options);
    this.status = options.status;
  }
}

/** What a registry or a network did that may not happen again: worth another attempt. */
export class PassingError extends Error {
  override readonly name = "PassingError";
  /** Milliseconds that the registry asks to wait. */
  readonly wait: number | undefined;

  constructor(message: string, options: { wait?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.wait = options.wait;
  }
}
