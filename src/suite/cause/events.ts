/** An event in a spec's namespace, in the order in which they happened. */
export interface SpecEvent {
  readonly object: string;
  readonly node: string | undefined;
  readonly reason: string;
  readonly message: string;
}

// `At 2026-11-20 22:16:04 +0000 UTC - event for pod-1: {kubelet node2} Failed: Failed to pull image …` (framework/debug/dump.go)
const line = /\bAt .{1,60}? - event for ([^:\s]+): \{([^ }]*) ?([^}]*)\} (\w+): (.*)$/;

/** Reasons that keep pods from running, the most informative first, with the reasons that show that the problem has passed. */
const troubles: readonly { readonly reason: RegExp; readonly over: RegExp }[] = [
  { reason: /^(?:ErrImageNeverPull|InspectFailed)$/, over: /^(?:Pulled|Started)$/ },
  { reason: /^Failed$/, over: /^Started$/ },
  { reason: /^FailedScheduling$/, over: /^Scheduled$/ },
  { reason: /^FailedCreate$/, over: /^SuccessfulCreate$/ },
  { reason: /^FailedCreatePodSandBox$/, over: /^(?:Pulling|Pulled|Created|Started)$/ },
  { reason: /^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/, over: /^(?:Pulling|Pulled|Started)$/ },
  { reason: /^(?:Evicted|OOMKilling|Preempting|Preempted|NodeNotReady|TaintManagerEviction)$/, over: /^$/ },
  { reason: /^BackOff$/, over: /^$/ },
];

// the framework prints those of one namespace; a suite with a thousand pods has a few thousand
const mostEvents = 10_000;

/** The events in a spec's part of the log, where the framework prints them when the spec has failed. */
export function loggedEvents(log: readonly string[]): readonly SpecEvent[] {
  const events: SpecEvent[] = [];
  for (const text of log) {
    const found = text.includes(" - event for ") ? line.exec(text) : null;
    if (found === null) continue;
    const [, object = "", source = "", host = "", reason = "", message = ""] = found;
    events.push({ object, node: source === "kubelet" && host !== "" ? host : undefined, reason, message });
    if (events.length === mostEvents) break;
  }
  return events;
}

/**
 * Why a spec's pods did not run, in a line; undefined if the events do not say. Of those that no later event resolved, the most informative
 * kind counts, and the last event of that kind.
 */
export function eventTrouble(events: readonly SpecEvent[]): string | undefined {
  for (const { reason, over } of troubles) {
    const last = events.findLastIndex((event) => reason.test(event.reason) && !isEcho(event));
    const event = events[last];
    if (event === undefined) continue;
    const isOver = events
      .slice(last + 1)
      .some((later) => later.object === event.object && over.test(later.reason));
    if (!isOver) return words(event);
  }
  return undefined;
}

/** `Failed: Error: ErrImagePull` comes after the event that says why. */
function isEcho({ message }: SpecEvent): boolean {
  return /^Error: (?:ErrImagePull|ImagePullBackOff)$/.test(message);
}

function words({ object, node, reason, message }: SpecEvent): string {
  const where = node === undefined ? "" : ` on ${node}`;
  return `${object}${where}: ${reason === "Failed" ? message : `${reason}: ${message}`}`;
}
