import { coverageHtml } from "../../coverage/page/html.ts";
import { InputError } from "../../errors.ts";
import type { Printed } from "./printed.ts";
import { headline, remarks, usageLine } from "./words.ts";

/**
 * `-o html`: a page for a browser that needs no network.
 * @throws InputError if it would go to a terminal
 */
export function asHtml({ coverage, endpoints, name, io }: Printed): string {
  if (io.stdout.isTTY) {
    throw new InputError("-o html prints a whole page, which a terminal cannot show", {
      fix: `write it to a file: ${name} coverage audit.log -o html > coverage.html`,
    });
  }
  const first = coverage.userAgent === undefined ? headline(coverage) : usageLine(coverage);
  return coverageHtml({ coverage, endpoints, headline: first, remarks: remarks(coverage) });
}
