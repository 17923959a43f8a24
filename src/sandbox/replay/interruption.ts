const delimiter = "------------------------------";

/** The specs that have ended according to a log, by their names in the junit. */
export function finishedSpecs(e2eLog: string): Set<string> {
  const named = e2eLog.matchAll(/^• \[[^\]]+\]\n(.+) \[[^\]]*\]$/gm);
  return new Set([...named].map(([, name = ""]) => name));
}

/** What Ginkgo writes at the end of a suite that was interrupted after so many specs. */
export function interruptedEnd(e2eLog: string, finished: number, seconds: number): string {
  const of = Number(/Will run \d+ of (\d+) specs/.exec(e2eLog)?.[1] ?? 0);
  const skipped = of - finished;
  return `${delimiter}

Ran ${finished} of ${of} Specs in ${seconds.toFixed(3)} seconds
FAIL! - Interrupted by User -- ${finished} Passed | 0 Failed | 0 Pending | ${skipped} Skipped


Ginkgo ran 1 suite in ${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(6)}s

Test Suite Failed
`;
}

/** The junit of an interrupted suite: specs that had not ended are skipped. */
export function interruptedJunit(junit: string, finished: ReadonlySet<string>): string {
  let skipped = 0;
  const cases = junit.replaceAll(
    /(<testcase name="\[It\] ([^"]*)" [^>]*)status="passed" time="[^"]*">[\s\S]*?<\/testcase>/g,
    (whole: string, start: string, name: string) => {
      if (finished.has(decode(name))) return whole;
      skipped += 1;
      return `${start}status="skipped" time="0">\n<skipped message="skipped - Interrupted by User"></skipped>\n</testcase>`;
    },
  );
  const more = (_: string, name: string, count: string) => `${name}="${Number(count) + skipped}"`;
  return cases
    .replace(/(?<=<testsuites [^>]*)(disabled)="(\d+)"/, more)
    .replace(/(?<=<testsuite [^>]*)(skipped)="(\d+)"/, more)
    .replace('"SuiteSucceeded" value="true"', '"SuiteSucceeded" value="false"')
    .replace(
      '"SpecialSuiteFailureReason" value=""',
      '"SpecialSuiteFailureReason" value="Interrupted by User"',
    );
}

function decode(name: string): string {
  return name
    .replaceAll("&#39;", "'")
    .replaceAll("&#34;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
