import { RunError } from "../errors.ts";

/** What kept a store from doing what it was asked. */
export type StoreFault = "absent" | "denied" | "unavailable" | "other";

/** A store did not do what it was asked: exit 3. */
export class StoreError extends RunError {
  override readonly name = "StoreError";
  readonly fault: StoreFault;
  constructor(message: string, options: { fault: StoreFault; fix?: string; cause?: unknown }) {
    const { fault, ...rest } = options;
    super(message, rest);
    this.fault = fault;
  }
}
