import { writeJunit } from "../../suite/junit-write.ts";
import type { Printed } from "./printed.ts";

/** `-o junit`: a junit file of the tests, as the suite writes it. */
export function asJunit({ view, chosen }: Printed): string[] {
  const { report, seconds } = view.results;
  const { suiteNodes = [], properties = {}, timestamp } = report ?? {};
  const written = writeJunit({
    cases: chosen,
    suiteNodes,
    properties,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(seconds === undefined ? {} : { seconds }),
  });
  return [`${written}\n`];
}
