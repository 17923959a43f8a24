/** The meaning of the process's exit code; the README has the same table. */
export const exitCode = {
  passed: 0,
  testsFailed: 1,
  badInput: 2,
  noVerdict: 3,
  notCertifiable: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** An error meant for the person at the terminal: what happened, and what to do about it. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  readonly code: ExitCode;
  /** One line on how to fix it, if known. */
  readonly fix: string | undefined;

  constructor(message: string, options: { code: ExitCode; fix?: string | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.fix = options.fix;
  }
}

/** A flag, argument or file that cannot be used: exit 2. */
export class InputError extends UserError {
  override readonly name: string = "InputError";
  constructor(message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, { ...options, code: exitCode.badInput });
  }
}

/** The cluster, the network or this machine kept the run from a verdict: exit 3. */
export class RunError extends UserError {
  override readonly name: string = "RunError";
  constructor(message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, { ...options, code: exitCode.noVerdict });
  }
}

/** A signal ended the process's work: exit 130. */
export class Interrupted extends UserError {
  override readonly name: string = "Interrupted";
  readonly signal: string;
  constructor(signal: string) {
    super(`interrupted by ${signal}`, { code: exitCode.interrupted });
    this.signal = signal;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first line of the message of anything that was thrown. */
export function firstLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}
