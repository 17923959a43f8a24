/** A thing that is left as a history keeps it; with its run, where its name does not say of which it is. */
export function ofRun(what: string, run: string | undefined): string {
  return run === undefined ? what : `${what} of conformance-${run}`;
}
