/** The status of a Pod that was printed as YAML. */
export interface DumpedPod {
  readonly name?: string;
  readonly node?: string;
  readonly phase?: string;
  /** For an evicted pod: why. */
  readonly reason?: string;
  readonly message?: string;
  /** The scheduler's message if it found no node. */
  readonly unschedulable?: string;
  readonly containers: readonly DumpedContainer[];
}

export interface DumpedContainer {
  readonly name?: string;
  readonly image?: string;
  readonly waiting?: ContainerState;
  readonly terminated?: ContainerState;
  readonly lastTerminated?: ContainerState;
}

/** A container's state in the kubelet's words. */
export interface ContainerState {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: string;
}

type Fields = Record<string, string | undefined>;

interface Reading {
  fields: Fields;
  condition: Fields;
  containers: { fields: Fields; states: Map<string, Fields> }[];
}

/**
 * The pods in a failure's message, which the framework prints as YAML below `<*v1.Pod | 0x…>:` or `<v1.PodStatus>:` (kubernetes
 * test/utils/format). It is read line by line, because a message may be cut anywhere.
 */
export function dumpedPods(message: string): readonly DumpedPod[] {
  const pods: Reading[] = [];
  let current: Reading | undefined;
  const above: { column: number; key: string }[] = [];
  let inDump = false;
  for (const { column, item, key, value, type } of entries(message)) {
    if (type !== undefined) {
      inDump = /v1\.Pod(?:Status)?$/.test(type);
      above.length = 0;
      current = undefined;
      continue;
    }
    if (!inDump) continue;
    while ((above.at(-1)?.column ?? -1) >= column) above.pop();
    const path = above.map((one) => one.key).join(".");
    above.push({ column, key });
    if (current === undefined || (path === "" && key === "metadata")) {
      current = { fields: {}, condition: {}, containers: [] };
      pods.push(current);
    }
    take(current, path.replace(/^status\.?/, ""), key, value, item, path);
  }
  return pods.map(podOf);
}

function take(pod: Reading, path: string, key: string, value: string, item: boolean, whole: string): void {
  if (whole === "metadata" && key === "name") pod.fields.name = value;
  else if (whole === "spec" && key === "nodeName") pod.fields.node = value;
  else if (path === "" && whole !== "metadata" && ["phase", "reason", "message"].includes(key)) {
    pod.fields[key] ??= value;
  } else if (path === "conditions") {
    if (item) pod.condition = {};
    pod.condition[key] = value;
    // the keys are sorted, so the type comes last
    if (key === "type" && value === "PodScheduled" && pod.condition.status === "False")
      pod.fields.unschedulable = pod.condition.message;
  } else if (/^(?:init|ephemeral)?[cC]ontainerStatuses/.test(path)) {
    if (item) pod.containers.push({ fields: {}, states: new Map() });
    const container = pod.containers.at(-1);
    if (container === undefined) return;
    const state = /\.((?:state|lastState)\.\w+)$/.exec(path)?.[1];
    if (state === undefined) container.fields[key] ??= value;
    else container.states.set(state, { ...container.states.get(state), [key]: value });
  }
}

function podOf({ fields, containers }: Reading): DumpedPod {
  return {
    ...fields,
    containers: containers.map(({ fields: { name, image }, states }) => ({
      ...(name === undefined ? {} : { name }),
      ...(image === undefined ? {} : { image }),
      ...stateOf("waiting", states.get("state.waiting")),
      ...stateOf("terminated", states.get("state.terminated")),
      ...stateOf("lastTerminated", states.get("lastState.terminated")),
    })),
  };
}

function stateOf(key: "waiting" | "terminated" | "lastTerminated", fields: Fields | undefined) {
  return fields === undefined ? {} : { [key]: fields };
}

interface Entry {
  readonly column: number;
  /** Whether it begins an item of a list. */
  readonly item: boolean;
  readonly key: string;
  readonly value: string;
  /** For the line that names a dumped value's Go type. */
  readonly type?: string;
}

/** The keys of block YAML, each with its value on one line. */
function* entries(text: string): Generator<Entry> {
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const type = /^\s*<((?:\[\])?\*?[\w.]+)(?: \|[^>]*)?>:\s*$/.exec(line)?.[1];
    if (type !== undefined) {
      yield { column: 0, item: false, key: "", value: "", type };
      continue;
    }
    const found = /^( *)((?:- )*)([\w./-]+):(?: (.*))?$/.exec(line);
    if (found === null) continue;
    const [, indent = "", dashes = "", key = "", first = ""] = found;
    let value = first;
    // a long value continues, indented, on the next lines
    while (value !== "" && goesOn(value, lines[at + 1], indent.length + dashes.length)) {
      value += ` ${(lines[++at] ?? "").trim()}`;
    }
    yield { column: indent.length + dashes.length, item: dashes !== "", key, value: unquoted(value) };
  }
}

function goesOn(value: string, next: string | undefined, column: number): boolean {
  if (next === undefined || !/^ *\S/.test(next)) return false;
  const quote = /^['"]/.exec(value)?.[0];
  if (quote !== undefined) return value.length === 1 || !endsQuote(value, quote);
  return next.search(/\S/) > column && !/^ *(?:- )*[\w./-]+:(?: |$)/.test(next);
}

function endsQuote(value: string, quote: string): boolean {
  if (!value.endsWith(quote)) return false;
  // a quote within single quotes is doubled
  let closing = 0;
  while (closing < value.length && value[value.length - 1 - closing] === quote) closing++;
  return quote === '"' ? !value.endsWith('\\"') : closing % 2 === 1 || value.length === closing;
}

function unquoted(value: string): string {
  if (/^'.*'$/s.test(value)) return value.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/s.test(value)) return value;
  return value.slice(1, -1).replaceAll(/\\(["\\])/g, "$1");
}
