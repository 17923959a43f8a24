import { coverageHtml } from "../../coverage/html.ts";
import { InputError } from "../../errors.ts";
import type { Printed } from "./printed.ts";

/**
 * `-o html`: a page for a browser that needs no network.
 * @throws InputError if it would go to a terminal
 */
export async function asHtml({ coverage, name, io }: Printed): Promise<string> {
  if (io.stdout.isTTY) {
    throw new InputError("-o html prints a whole page, which a terminal cannot show", {
      fix: `write it to a file: ${name} coverage audit.log -o html > coverage.html`,
    });
  }
  return coverageHtml(coverage);
}
