import type { V1Namespace } from "@kubernetes/client-node";
import { uuidLabel } from "../suite/leavings.ts";
import { runLabel } from "./identity.ts";

/** Whose a Ginkgo process of a suite is, and with it its namespaces. */
export type Owner = "ours" | "foreign" | "unknown";

// where this program, hydrophone and sonobuoy run by default
const runners = new Set(["conformance", "hydrophone", "sonobuoy"]);
// the log names a namespace within seconds of its removal; one of that name at another time is another suite's: random names repeat
const nameLife = 60_000;
const mostNames = 10_000;
// between the clocks of a node and of the API server
const clocksDiffer = 60_000;

/**
 * Whose namespaces are they? Each Ginkgo process labels its namespaces with a uuid of its own, and only a serial run announces it, so
 * whose a uuid is follows from what was there before, what the run's log says and what other runs have noted. Where these disagree
 * nothing is claimed: a log can be written by whoever may exec into the run's pod. Holds state, does no I/O; times are the server's.
 */
export class Ownership {
  readonly #namespace: string;
  /** Of uuids: when their oldest namespace was made, in milliseconds since the epoch. */
  readonly #oldest = new Map<string, number>();
  /** Uuids of namespaces that stood before the run's pod was made. */
  readonly #before = new Set<string>();
  /** Uuids that other runs have noted. */
  readonly #notedByOthers = new Set<string>();
  /** Uuids that this run has announced, noted, or named a namespace of. */
  readonly #claimed = new Set<string>();
  /** Namespaces by their names, with their uuid and when they were last seen to change. */
  readonly #lately = new Map<string, { readonly uuid: string; readonly at: number }>();
  /** The uuids of all that were seen since. */
  readonly #seen = new Set<string>();
  /** Namespaces that the log has named before they were seen, with when. */
  readonly #named = new Map<string, number>();
  #since = Number.NEGATIVE_INFINITY;
  /** How many processes can have made namespaces; undefined before the log has said. */
  #limit: number | undefined;
  #otherSuite = false;
  #over = false;
  #ended = Number.POSITIVE_INFINITY;

  /** `namespace` is the run's own; `since` when its pod was made, by the server's clock. */
  constructor(namespace: string, since?: Date) {
    this.#namespace = namespace;
    if (since !== undefined) this.podMade(since);
  }

  /** The run's pod was made at this time of the server: what is older is never the run's. */
  podMade(since: Date): void {
    this.#since = Math.floor(since.getTime() / 1000) * 1000;
  }

  /** A namespace that stood there before the run's pod was made. */
  before(namespace: V1Namespace): void {
    const uuid = this.#note(namespace);
    if (uuid === undefined) return;
    this.#before.add(uuid);
    if (namespace.metadata?.deletionTimestamp === undefined) this.#otherSuite = true;
  }

  /** A namespace that was seen since, made, changed or gone, at a time of this machine in milliseconds. */
  seen(namespace: V1Namespace, at: number): void {
    const uuid = this.#note(namespace);
    if (uuid === undefined) return;
    const name = namespace.metadata?.name ?? "";
    const isGoing = namespace.metadata?.deletionTimestamp !== undefined;
    this.#seen.add(uuid);
    const named = this.#named.get(name);
    if (named !== undefined && at - named <= nameLife) this.#claimed.add(uuid);
    this.#named.delete(name);
    this.#lately.set(name, { uuid, at });
    if (this.#isForeign(uuid) && !isGoing) this.#otherSuite = true;
  }

  /** The suite has come to its end, and its log is read to the last byte: what it has not named by then is not the run's. */
  suiteOver(): void {
    this.#over = true;
  }

  /** The suite's container ended at this time of its node: what began well after it is another suite's. */
  suiteEnded(until: Date | undefined): void {
    if (until !== undefined) this.#ended = until.getTime() + clocksDiffer;
  }

  /** Whether the suite has come to its end, and nothing more will be learnt of it. */
  get isOver(): boolean {
    return this.#over;
  }

  /** How many processes and specs the log says the suite has. */
  suiteStarted({ processes, total }: { readonly processes: number; readonly total: number }): void {
    // no more processes than specs can have made namespaces
    this.#limit = Math.max(1, Math.min(processes, total));
  }

  /** The uuid that the log of a serial run announces. */
  announced(uuid: string): void {
    this.#claimed.add(uuid);
  }

  /**
   * Namespaces that a spec of the log has removed, at a time of this machine in milliseconds. A name claims a uuid only where a namespace of
   * it was seen to change at about that time: made, for a short spec, or on its way out.
   */
  named(names: readonly string[], at: number): void {
    for (const name of names) {
      const lately = this.#lately.get(name);
      if (lately !== undefined && at - lately.at <= nameLife) this.#claimed.add(lately.uuid);
      else if (this.#named.size < mostNames) this.#named.set(name, at);
    }
  }

  /** Uuids that are noted on this run's binding. */
  noted(uuids: Iterable<string>): void {
    for (const uuid of uuids) this.#claimed.add(uuid);
  }

  /** Uuids that are noted on the bindings of other runs. */
  notedByOthers(uuids: Iterable<string>): void {
    for (const uuid of uuids) this.#notedByOthers.add(uuid);
  }

  /** Whose the process with this uuid is. Foreign wins over anything that this run says. */
  of(uuid: string): Owner {
    if (this.#isForeign(uuid)) return "foreign";
    const ours = this.#ours();
    const limit = this.#limit ?? Number.POSITIVE_INFINITY;
    // more than there are processes: some are another suite's, and nothing says which
    if (ours.length > limit) return "unknown";
    if (ours.includes(uuid)) return "ours";
    if (ours.length === limit) return "foreign";
    return this.#over ? "foreign" : "unknown";
  }

  /** The uuids that are surely this run's, sorted. */
  get uuids(): string[] {
    return [...this.#claimed].filter((uuid) => this.of(uuid) === "ours").sort();
  }

  /** What `--watch-pods run` does with the pods of this uuid's namespaces: those that wait may become either. */
  shows(uuid: string): "yes" | "no" | "wait" {
    switch (this.of(uuid)) {
      case "ours":
        return "yes";
      case "foreign":
        return "no";
      case "unknown":
        return this.#otherSuiteIsThere() ? "wait" : "yes";
    }
  }

  #note({ metadata }: V1Namespace): string | undefined {
    const name = metadata?.name ?? "";
    if (name !== this.#namespace && (metadata?.labels?.[runLabel] !== undefined || runners.has(name)))
      this.#otherSuite = true;
    const uuid = metadata?.labels?.[uuidLabel];
    if (uuid === undefined) return undefined;
    const made = metadata?.creationTimestamp?.getTime();
    if (made !== undefined) this.#oldest.set(uuid, Math.min(this.#oldest.get(uuid) ?? made, made));
    return uuid;
  }

  #isForeign(uuid: string): boolean {
    return (
      this.#before.has(uuid) ||
      this.#notedByOthers.has(uuid) ||
      (this.#oldest.get(uuid) ?? Number.POSITIVE_INFINITY) < this.#since ||
      (this.#oldest.get(uuid) ?? Number.NEGATIVE_INFINITY) > this.#ended
    );
  }

  #ours(): string[] {
    return [...this.#claimed].filter((uuid) => !this.#isForeign(uuid));
  }

  /** Ours and those seen that are not foreign. */
  #candidates(): Set<string> {
    const seen = [...this.#seen].filter((uuid) => !this.#isForeign(uuid));
    return new Set([...this.#ours(), ...seen]);
  }

  #otherSuiteIsThere(): boolean {
    return (
      this.#otherSuite ||
      this.#notedByOthers.size > 0 ||
      (this.#limit !== undefined && this.#candidates().size > this.#limit)
    );
  }
}
