import { expect, test } from "bun:test";
import { traceBody, traceHeaders, traceOf } from "../../src/kube/trace.ts";

function traced(level: string, work: (trace: NonNullable<ReturnType<typeof traceOf>>) => void): string {
  const lines: string[] = [];
  const trace = traceOf(level, (line) => lines.push(line));
  if (trace !== undefined) work(trace);
  return lines.join("\n");
}

test("what gives access is in no header and no body", () => {
  const text = traced("9", (trace) => {
    traceHeaders(trace, "Headers", {
      Authorization: "Bearer abc",
      "Set-Cookie": "abc",
      Accept: "application/json",
    });
    traceBody(trace, "Body", "/api/v1/namespaces/x/secrets/y", '{"data":{"a":"abc"}}');
    traceBody(trace, "Body", "/api/v1/x", '{"kind": "SecretList","items":["abc"]}');
    traceBody(trace, "Body", "/api/v1/serviceaccounts/x/token", '{"status":{"token":"abc"}}');
  });
  expect(text).not.toContain("abc");
  expect(text).toContain("Accept: application/json");
});

test("bodies are cut at level 8 and control characters are seen", () => {
  const body = `{"a":"\u001b[2J${"x".repeat(2000)}"}`;
  const eight = traced("8", (trace) => traceBody(trace, "Body", "/api", body));
  expect(eight).toEndWith("[truncated 988 chars]");
  expect(eight).not.toContain("\u001b");
  expect(traced("9", (trace) => traceBody(trace, "Body", "/api", body)).length).toBeGreaterThan(2000);
  expect(traced("5", (trace) => traceBody(trace, "Body", "/api", body))).toBe("");
});
