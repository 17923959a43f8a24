/** Which rows are listed. */
export type Shown = "all" | "failing" | "flaky" | "troubled";
export const shownNames: readonly Shown[] = ["all", "failing", "flaky", "troubled"];

/** The state in the part of the address after #, so that a link shows the same to everyone. */
export interface Address {
  /** What is open: the id of a test, `JOB/BUILD`, or the name of a job. */
  readonly test: string | undefined;
  readonly build: string | undefined;
  readonly job: string | undefined;
  readonly query: string;
  readonly shown: Shown;
}

/** Reads the part of the address after #; unknown parts are ignored. */
export function readAddress(hash: string): Address {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    test: words.get("test") ?? undefined,
    build: words.get("build") ?? undefined,
    job: words.get("job") ?? undefined,
    query: (words.get("q") ?? "").slice(0, 1000),
    shown: shownNames.find((name) => name === words.get("show")) ?? "all",
  };
}

/** The part of the address after #, with everything that differs from the initial state. */
export function addressHash({ test, build, job, query, shown }: Address): string {
  const words = new URLSearchParams();
  if (test !== undefined) words.set("test", test);
  if (build !== undefined) words.set("build", build);
  if (job !== undefined) words.set("job", job);
  if (query !== "") words.set("q", query);
  if (shown !== "all") words.set("show", shown);
  const text = words.toString();
  return text === "" ? "" : `#${text}`;
}
