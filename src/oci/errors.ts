import { RunError } from "../errors.ts";

/** A registry refused a request, or could not be reached after several attempts. */
export class RegistryError extends RunError {
  override readonly name = "RegistryError";
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** Whether every other request to the registry would fail in the same way: it cannot be reached, or lets nobody in. */
  readonly isOfHost: boolean;

  constructor(
    message: string,
    options: { status?: number; isOfHost?: boolean; fix?: string; cause?: unknown } = {},
  ) {
    super(message, options);
    this.status = options.status;
    this.isOfHost = options.isOfHost ?? false;
  }
}

/** What a registry or a network did that may not happen again: worth another attempt. */
export class PassingError extends Error {
  override readonly name = "PassingError";
  /** Milliseconds that the registry asks to wait. */
  readonly wait: number | undefined;
  /** Whether there was no answer at all. */
  readonly isUnanswered: boolean;

  constructor(
    message: string,
    options: { wait?: number | undefined; isUnanswered?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.wait = options.wait;
    this.isUnanswered = options.isUnanswered ?? false;
  }
}
