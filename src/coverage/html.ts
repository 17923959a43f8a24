import type { Coverage } from "./schema.ts";
export async function coverageHtml(coverage: Coverage): Promise<string> {
  return coverage.release;
}
