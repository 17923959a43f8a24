/** A request in an audit log. */
export interface AuditEvent {
  readonly auditId: string;
  readonly verb: string;
  readonly requestUri: string;
  readonly userAgent: string | undefined;
  readonly stageTimestamp: string | undefined;
}

/** What a line holds: events, or why it holds none. */
export type LineReading = {
  readonly events: readonly AuditEvent[];
  /** One for each event that is not one: a line is one, and a batch of the API server's webhook holds several. */
  readonly broken: readonly string[];
};

/** Reads a line that is not blank. */
export function parseLine(line: string): LineReading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { events: [], broken: [notJson(line)] };
  }
  const items =
    isObject(value) && Array.isArray(value.items) && !("auditID" in value) ? value.items : [value];
  const events: AuditEvent[] = [];
  const broken: string[] = [];
  for (const item of items) {
    const event = eventOf(item);
    if (typeof event === "string") broken.push(event);
    else events.push(event);
  }
  return { events, broken };
}

function eventOf(value: unknown): AuditEvent | string {
  if (!isObject(value)) return "is not an object";
  const { auditID: auditId, verb, requestURI: requestUri } = value;
  if (typeof auditId !== "string" || auditId === "") return "has no auditID";
  if (typeof verb !== "string") return "has no verb";
  if (typeof requestUri !== "string") return "has no requestURI";
  const textOf = (name: "userAgent" | "stageTimestamp") => {
    const { [name]: text } = value;
    return typeof text === "string" ? text : undefined;
  };
  return {
    auditId,
    verb,
    requestUri,
    userAgent: textOf("userAgent"),
    stageTimestamp: textOf("stageTimestamp"),
  };
}

function notJson(line: string): string {
  if (line.includes("\0")) return "holds zero bytes";
  return line.trimStart().startsWith("{") && !line.trimEnd().endsWith("}") ? "is cut off" : "is not JSON";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
