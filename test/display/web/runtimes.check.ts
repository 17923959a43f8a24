// Run by each runtime in turn: serves a live page, reads it as a browser does, and prints what came.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { serveLive } from "../../../src/display/web/server.ts";
import { midRun } from "./story.ts";

async function ask(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const asking = request(url, { headers, agent: false });
  asking.end();
  const [response] = await once(asking, "response");
  return response;
}

async function check(): Promise<void> {
  const server = await serveLive({ host: "127.0.0.1", port: 0 }, Date.now);
  for (const event of midRun()) server.show(event);
  const page = await ask(server.url);
  page.resume();
  const foreign = await ask(server.url, { Host: "evil.example.com" });
  foreign.resume();
  const stream = await ask(`${server.url}events`);
  let text = "";
  stream.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  while (!text.includes('"remaining":10')) await once(stream, "data");
  const ending = server.end({ report: "the report", words: "" }, 20_000, new AbortController().signal);
  while (!text.includes('"kind":"end"')) await once(stream, "data");
  const report = await ask(server.url);
  let html = "";
  for await (const part of report.setEncoding("utf8")) html += part;
  await ending;
  server.close();
  const [closed] = await Promise.allSettled([ask(server.url)]);
  const ids = text.match(/^id: /gm)?.length;
  const said = { page: page.statusCode, foreign: foreign.statusCode, ids, html, closed: closed?.status };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

void check();
