import { safeJson } from "../../text/safe.ts";
import { testOf } from "./document.ts";
import type { Printed } from "./printed.ts";

/** `-o jsonl`: one test per line. */
export function* asJsonl({ chosen }: Printed): Generator<string> {
  for (const spec of chosen) yield `${safeJson(JSON.stringify(testOf(spec)))}\n`;
}
