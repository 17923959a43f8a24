import { humanDuration } from "../text/duration.ts";
import { eventTrouble, loggedEvents, type SpecEvent } from "./cause/events.ts";
import { dumpedPods } from "./cause/pod-dump.ts";
import { podPhase, podTrouble } from "./cause/pod-words.ts";
import type { SpecResult } from "./spec.ts";

/** Characters of a cause: a line or two of a terminal. */
const longest = 400;

/**
 * Why a spec failed, in a line: what kept its pods from running, how many replicas there were, the error itself; not the start of an object
 * dump. `log` has the lines of the spec in e2e.log, and `kept` the events of its evidence, as far as they are known. Undefined for a failure without a message.
 * The forms are those of gomega (internal/async_assertion.go, format/format.go) and of Kubernetes' test/e2e/framework.
 */
export function causeOf(
  { message = "", state }: Pick<SpecResult, "message" | "state">,
  log: readonly string[] = [],
  kept: readonly SpecEvent[] = [],
): string | undefined {
  const { waited, words } = withoutWait(message.trim());
  const late = waited === undefined ? "" : `timed out after ${waited}: `;
  const pods = dumpedPods(words);
  const ofEvents = () => eventTrouble(loggedEvents(log)) ?? eventTrouble(kept);
  const shown = first(pods.map(podTrouble));
  // a pod past its deadline, or of a node that lost it, does not show what was wrong before
  const trouble = shown !== undefined && lost.test(shown) ? (ofEvents() ?? shown) : shown;
  if (trouble !== undefined)
    return oneLine(`${trouble.replace(/\.$/, "")}${waited === undefined ? "" : `; waited ${waited}`}`);
  const said = replicas(words) ?? comparison(words) ?? unexpected(words) ?? firstLine(words);
  const isVague = waited !== undefined || said === undefined || vague.test(said) || vague.test(words);
  const event = isVague ? ofEvents() : undefined;
  const phase = event === undefined ? first(pods.map(podPhase)) : undefined;
  const parts = [said, event, phase].filter((part) => part !== undefined);
  if (parts.length === 0) return waited === undefined ? undefined : `timed out after ${waited}`;
  const early = state === "interrupted" || state === "aborted" || state === "timedout" ? `${state}: ` : "";
  const cause = `${late}${parts.join("; ")}`;
  return oneLine(cause.startsWith(state) ? cause : `${early}${cause}`);
}

/** What a pod's status shows when it is given up, and not why. */
const lost = /\b(?:ContainerStatusUnknown|DeadlineExceeded)\b/;

/** Messages that say that something did not happen, but not why. */
const vague =
  /timed out|waiting for|deadline exceeded|gave up|context canceled|not (?:ready|running|available|reachable)|to be (?:running|ready|available)|pods? (?:were|was)\b|status to match/i;

/** `Timed out after 300.001s.` before the message, which is about what did not happen. */
function withoutWait(message: string): { waited: string | undefined; words: string } {
  const found =
    /^(?:Timed out|Told to stop trying|Context was cancelled) after (\d{1,9}(?:\.\d+)?)s\.\s*/.exec(message);
  if (found === null) return { waited: undefined, words: message };
  const words = message.slice(found[0].length);
  // code that stops trying did not wait in vain
  if (!message.startsWith("Timed")) return { waited: undefined, words };
  return { waited: humanDuration(Math.round(Number(found[1])) * 1000), words };
}

/** `deployment status: v1.DeploymentStatus{… Replicas:3, … ReadyReplicas:2 …}`, `2 / 3 pods were running and ready`. */
function replicas(words: string): string | undefined {
  const status = /v1\.(?:Deployment|ReplicaSet|StatefulSet)Status\{([^[]*)/.exec(words)?.[1];
  if (status !== undefined) {
    const count = (name: string) => new RegExp(`\\b${name}:(\\d{1,9})`).exec(status)?.[1];
    const [all, ready] = [count("Replicas"), count("ReadyReplicas")];
    if (all === undefined || ready === undefined) return undefined;
    const whose = /waiting for (\w+ "[^"]{1,253}")/.exec(words)?.[1];
    return `${whose === undefined ? "" : `${whose}: `}${ready} of ${all} replicas ready`;
  }
  const pods = /^(\d{1,9}) \/ (\d{1,9}) pods were running and ready\.?$/m.exec(words);
  return pods === null ? undefined : `${pods[1]} of ${pods[2]} pods running and ready`;
}

/** `Expected\n    <int>: 2\nto equal\n    <int>: 3`, with what was said before it. */
function comparison(words: string): string | undefined {
  const found = /(?:^|\n)Expected\n +<([^\n]*)\n([a-z][^\n]*)(?:\n +<[^>\n]*>: ([^\n]*))?/.exec(words);
  if (found === null) return undefined;
  const [whole, dump = "", relation = "", right] = found;
  const before = firstLine(words.slice(0, words.indexOf(whole)));
  const left = /^[^>]*>: (.+)$/.exec(dump)?.[1];
  const text = `expected ${left ?? `<${dump.replace(/( \|.*)?>:.*$/, "")}>`} ${relation}${right === undefined ? "" : ` ${right}`}`;
  return before === undefined ? text : `${before.replace(/:$/, "")}: ${text}`;
}

/** `Unexpected error:` and the error's own message, which comes before or after its dump; `occurred`. */
function unexpected(words: string): string | undefined {
  const found = /(?:^|\n)(?:Unexpected|Expected) error:\n(?: +<[^\n]*>:(?: \{)?[^\n]*\n)?(.*)$/s.exec(words);
  if (found === null) return undefined;
  const [whole, rest = ""] = found;
  const before = firstLine(words.slice(0, words.indexOf(whole)));
  // the message has the indent of its type; the fields, in braces, have more
  const error = rest
    .split("\n")
    .find((line) => /^ {4}[^\s{}]/.test(line) && !/^ {4}\w+: /.test(line.replace(/^ {4}error /, "    ")));
  const text = error?.trim() ?? /\bs: "((?:[^"\\]|\\.)*)"/.exec(rest.slice(0, 4096))?.[1];
  if (text === undefined) return before;
  return before === undefined || text.startsWith(before) ? text : `${before.replace(/:$/, "")}: ${text}`;
}

/** The first line that says something, and is not part of a printed object. */
function firstLine(words: string): string | undefined {
  return words
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !/^<.*>:/.test(line))
    ?.replace(/,? (?:but )?(?:got|found)(?: instead)?:$/, "")
    .replace(/ with status:$/, "");
}

function first(all: readonly (string | undefined)[]): string | undefined {
  return all.find((one) => one !== undefined);
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
