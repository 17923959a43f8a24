import { jsonText } from "../../text/printed.ts";
import { documentOf } from "./document.ts";
import type { Printed } from "./printed.ts";

/** `-o json`: one value. */
export function asJson(printed: Printed): string[] {
  return [jsonText(documentOf(printed))];
}
