/** Text as Go's encoding/json writes it: `&`, `<` and `>` escaped. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[&<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

let count = 0;

/** An id that no other event has. */
export function newId(): string {
  count++;
  return `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
}

/** A line of an audit log at level Metadata, as the API server writes it. */
export function eventLine(fields: Readonly<Record<string, unknown>> = {}): string {
  const {
    auditID = newId(),
    stage = "ResponseComplete",
    requestURI = "/api/v1/namespaces/default/pods",
    verb = "list",
    user = { username: "admin", groups: ["system:authenticated"] },
    sourceIPs = ["192.0.2.1"],
    userAgent,
    objectRef,
    annotations,
    stageTimestamp = "2026-11-28T13:08:52.494812Z",
    ...rest
  } = fields;
  return goJson({
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "Metadata",
    auditID,
    stage,
    requestURI,
    verb,
    user,
    sourceIPs,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(objectRef === undefined ? {} : { objectRef }),
    responseStatus: { metadata: {}, code: 200 },
    ...rest,
    requestReceivedTimestamp: "2026-11-28T13:08:52.483287Z",
    stageTimestamp,
    ...(annotations === undefined ? {} : { annotations }),
  });
}

/** The user agent of the suite in a test. */
export function suiteAgent(test?: string): string {
  return `e2e.test/v1.35.4 (linux/amd64) kubernetes/abcdef0${test === undefined ? "" : ` -- ${test}`}`;
}
