import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Trouble } from "./scenario.ts";

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Lets the cluster answer. */
  through(): void;
  /** Cuts the connection. */
  cut(): void;
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  through(): void;
  /** Cuts the connection so many milliseconds later. */
  cutAfter(ms: number): void;
}

const page = "<html><head><title>502 Bad Gateway</title></head><body>\u001b[31mnginx</body></html>";

const nonsense = {
  empty: "",
  "not-json": '{"kind":',
  null: "null",
  array: "[1,2]",
  page,
  gzip: "\u001f\u008bnot gzip at all",
} as const;

/** A page of a list, read by whoever asks for rows or for items, that promises another. */
const pageOfMany = {
  kind: "List",
  apiVersion: "v1",
  metadata: { continue: "more", resourceVersion: "5" },
  items: [],
  columnDefinitions: [],
  rows: [],
};

/** Answers a request as a trouble wants it. */
export function misbehave(trouble: Trouble, call: Call): void {
  const { request, response, through, cut } = call;
  const isWatch = /[?&]watch=(true|1)/.test(request.url ?? "");
  const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  };
  switch (trouble.kind) {
    case "refuse":
      answer(trouble.status, refusal(trouble), {
        ...(trouble.body === "page" && { "content-type": "text/html" }),
        ...(trouble.retryAfter !== undefined && { "retry-after": String(trouble.retryAfter) }),
      });
      break;
    case "gone":
      if (request.method !== "GET") through();
      else if (isWatch) answer(200, `${JSON.stringify({ type: "ERROR", object: status(410, "Expired") })}\n`);
      else answer(410, JSON.stringify(status(410, "Expired")));
      break;
    case "silent":
      request.resume();
      break;
    case "stall":
      limit(response, trouble.bytes, through, () => undefined);
      break;
    case "cut":
      limit(response, trouble.bytes, through, cut);
      break;
    case "nonsense":
      answer(200, nonsense[trouble.body], {
        ...(trouble.body === "gzip" && { "content-encoding": "gzip" }),
        ...(trouble.body === "page" && { "content-type": "text/html" }),
      });
      break;
    case "redirect":
      answer(302, "", { location: "https://login.invalid/" });
      break;
    case "endless":
      if (request.method !== "GET" || isWatch || !/[?&]limit=/.test(request.url ?? "")) through();
      else answer(200, JSON.stringify(pageOfMany));
      break;
    case "again":
      eachWrite(response, through, isWatch, (line, write) => {
        write(line);
        write(line);
      });
      break;
    case "reorder": {
      let held: unknown;
      eachWrite(response, through, isWatch, (line, write) => {
        if (held === undefined) held = line;
        else {
          write(line);
          write(held);
          held = undefined;
        }
      });
      break;
    }
    case "frames":
      through();
  }
}

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => [...offered][0] ?? false,
});

/** Answers exec's upgrade as a trouble wants it. */
export function misbehaveAtUpgrade(trouble: Trouble, upgrade: Upgrade): void {
  const { request, socket, head, through, cutAfter } = upgrade;
  const answer = (code: number, body: string, more: readonly string[] = []) =>
    socket.end(
      [
        `HTTP/1.1 ${code} Refused`,
        `content-length: ${Buffer.byteLength(body)}`,
        "connection: close",
        ...more,
        "",
        body,
      ].join("\r\n"),
    );
  switch (trouble.kind) {
    case "refuse":
      answer(trouble.status, refusal(trouble), [
        `content-type: ${trouble.body === "page" ? "text/html" : "application/json"}`,
      ]);
      break;
    case "gone":
      answer(410, JSON.stringify(status(410, "Expired")));
      break;
    case "silent":
    case "stall":
      break;
    case "cut":
      through();
      // the frames of a WebSocket are out of reach: a moment later is as good as some bytes later
      cutAfter(trouble.bytes);
      break;
    case "nonsense":
    case "endless":
      answer(200, page, ["content-type: text/html"]);
      break;
    case "redirect":
      answer(302, "", ["location: https://login.invalid/"]);
      break;
    case "again":
    case "reorder":
      through();
      break;
    case "frames":
      sockets.handleUpgrade(request, socket, head, (opened) => odd(opened, trouble.frames));
  }
}

function odd(socket: WebSocket, kind: Extract<Trouble, { kind: "frames" }>["frames"]): void {
  switch (kind) {
    case "empty":
      socket.send(Buffer.alloc(0));
      break;
    case "text":
      socket.send("hello");
      break;
    case "unknown":
      socket.send(Buffer.of(9, 65, 66));
      break;
    case "bad-status":
      socket.send(Buffer.from("\u0003not a status"));
      break;
    case "stderr":
      for (let i = 0; i < 40; i++) socket.send(Buffer.from(`\u0002${"\u001b[2Jno such thing ".repeat(500)}`));
      socket.send(Buffer.from(`\u0003${JSON.stringify({ status: "Failure", message: "command failed" })}`));
      break;
    case "no-status":
      break;
  }
  socket.close(1000);
}

/** Lets the cluster answer, but of its body only so many bytes. */
function limit(response: ServerResponse, bytes: number, through: () => void, then: () => void): void {
  let left = bytes;
  const write = response.write.bind(response);
  const pass = (chunk: unknown): boolean => {
    if (left <= 0) return true;
    const whole = Buffer.from(chunk as string);
    write(whole.subarray(0, left));
    left -= whole.length;
    if (left <= 0) then();
    return true;
  };
  response.write = ((chunk: unknown) => pass(chunk)) as ServerResponse["write"];
  const end = response.end.bind(response);
  response.end = ((chunk?: unknown) => {
    if (chunk !== undefined) pass(chunk);
    if (left > 0) end();
    return response;
  }) as ServerResponse["end"];
  through();
}

/** Lets the cluster answer, and its watch's events pass through `change`. */
function eachWrite(
  response: ServerResponse,
  through: () => void,
  isWatch: boolean,
  change: (line: unknown, write: (line: unknown) => void) => void,
): void {
  if (isWatch) {
    const write = response.write.bind(response);
    response.write = ((line: unknown) => {
      change(line, (changed) => write(changed));
      return true;
    }) as ServerResponse["write"];
  }
  through();
}

function refusal({ status: code, body }: Extract<Trouble, { kind: "refuse" }>): string {
  const { code: _, ...bare } = status(code, "Refused");
  return { status: JSON.stringify(status(code, "Refused")), bare: JSON.stringify(bare), page, empty: "" }[
    body
  ];
}

function status(code: number, reason: string) {
  const message = `the server says ${code}\u001b[31m`;
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
}
