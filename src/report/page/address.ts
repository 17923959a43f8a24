/** Which tests are listed. */
export type Shown = "ran" | "running" | "failed" | "flaky" | "passed" | "skipped" | "all";
export const shownNames: readonly Shown[] = ["ran", "running", "failed", "flaky", "passed", "skipped", "all"];

/** In which order. */
export type Order = "run" | "slowest" | "name";
export const orderNames: readonly Order[] = ["run", "slowest", "name"];

/** The state in the part of the address after #, so that a link shows the same to everyone. */
export interface Address {
  /** The open test. */
  readonly test: string | undefined;
  readonly query: string;
  readonly shown: Shown;
  readonly sig: string;
  readonly order: Order;
}

/** Reads the part of the address after #; unknown parts are ignored. */
export function readAddress(hash: string): Address {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const shown = shownNames.find((name) => name === words.get("show"));
  const order = orderNames.find((name) => name === words.get("order"));
  return {
    test: words.get("test") ?? undefined,
    query: (words.get("q") ?? "").slice(0, 1000),
    shown: shown ?? "ran",
    sig: words.get("sig") ?? "",
    order: order ?? "run",
  };
}

/** The part of the address after # that opens a test. */
export function testAddress(test: string): string {
  return `#test=${test}`;
}

/** The part of the address after #, with everything that differs from the initial state. */
export function addressHash({ test, query, shown, sig, order }: Address): string {
  const words = new URLSearchParams();
  if (test !== undefined) words.set("test", test);
  if (query !== "") words.set("q", query);
  if (shown !== "ran") words.set("show", shown);
  if (sig !== "") words.set("sig", sig);
  if (order !== "run") words.set("order", order);
  const text = words.toString();
  return text === "" ? "" : `#${text}`;
}
