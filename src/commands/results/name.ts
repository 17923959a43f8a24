import { safe } from "../../text/safe.ts";
import type { Printed } from "./printed.ts";

/** `-o name`: only the names of the tests. */
export function* asNames({ chosen }: Printed): Generator<string> {
  for (const { name } of chosen) yield `${safe(name)}\n`;
}
