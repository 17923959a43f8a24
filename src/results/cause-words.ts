import type { CauseKind } from "../suite/cause/trouble.ts";

/** A cause, with the number of specs that have it. */
interface Counted {
  readonly about: CauseKind;
  readonly what: string;
  readonly why: string;
  /** Specs that have had to wait for it, or failed because of it, so far. */
  readonly specs: number;
}

// the others are in the way, and not waited for
const awaited: readonly CauseKind[] = ["image", "node", "scheduling"];

function because({ about, what }: Pick<Counted, "about" | "what">): string {
  return `${awaited.includes(about) ? "for" : "because of"} ${what}`;
}

/** While it lasts: `6 specs wait for agnhost:2.66.1 on node2: ErrImagePull (…); 2 have failed`. */
export function causeNow(cause: Counted & { readonly waiting: number; readonly failed: number }): string {
  const { waiting, failed, why, what } = cause;
  const one = waiting === 1;
  if (waiting === 0) return `${counted(failed, "spec")} failed because of ${what}: ${why}`;
  const also = failed === 0 ? "" : `; ${failed} ${failed === 1 ? "has" : "have"} failed`;
  return `${counted(waiting, "spec")} ${one ? "waits" : "wait"} ${because(cause)}: ${why}${also}`;
}

/** The same in a few words: `6 wait for agnhost:2.66.1 on node2`. */
export function causeBriefly(cause: Counted & { readonly waiting: number; readonly failed: number }): string {
  const { waiting, failed, what } = cause;
  if (waiting === 0) return `${failed} failed because of ${what}`;
  return `${waiting} ${waiting === 1 ? "waits" : "wait"} ${because(cause)}`;
}

/** When it is over: `no spec waits for agnhost:2.66.1 on node2 any longer; 25 have, and 3 of them failed`. */
export function causeOver(cause: Counted & { readonly failed: number }): string {
  const { specs, failed } = cause;
  const ofThem =
    specs === 1
      ? failed === 0
        ? ""
        : ", and it failed"
      : failed === 0
        ? ""
        : `, and ${failed} of them failed`;
  return `no spec waits ${because(cause)} any longer; ${specs === 1 ? "one did" : `${specs} did`}${ofThem}`;
}

/** In a report, without the cluster's words: `25 tests waited for agnhost:2.66.1 on node2, and 3 of them failed`. */
export function causePast(cause: Omit<Counted, "why"> & { readonly failed: readonly string[] }): string {
  const { specs, failed, what } = cause;
  if (failed.length >= specs) return `${counted(specs, "test")} failed because of ${what}`;
  const also = failed.length === 0 ? "" : `, and ${failed.length} of them failed`;
  return `${counted(specs, "test")} waited ${because(cause)}${also}`;
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
