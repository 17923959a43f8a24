import type { Dimension } from "../../coverage/groups.ts";
import type { Coverage, Endpoint } from "../../coverage/schema.ts";
import type { Io } from "../../process/io.ts";

/** What a format prints. */
export interface Printed {
  readonly coverage: Coverage;
  /** The endpoints to list: all that are not deprecated or were hit, or those that were asked for. */
  readonly endpoints: readonly Endpoint[];
  /** Whether only some endpoints were asked for. */
  readonly isChosen: boolean;
  /** The endpoint, if one was asked for. */
  readonly one?: Endpoint | undefined;
  readonly by: Dimension;
  readonly name: string;
  readonly io: Io;
}

/** A format of `coverage`. */
export type Format = (printed: Printed) => string | Promise<string>;
