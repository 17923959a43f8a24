import type { Between } from "./fake-cluster.ts";

/** 404 answers that say nothing of an object, though they look like it. */
export const answersOfOthers: readonly (readonly [string, string])[] = [
  ["a balancer's page", "<html><h1>404 Not Found</h1></html>"],
  ["nothing", ""],
  ["a server that is starting", "404 page not found\n"],
  ["JSON of another form", '{"error":"no such route","code":404}'],
  ["a Status without the reason", '{"kind":"Status","apiVersion":"v1","status":"Failure","code":404}'],
  [
    "a Status of something else",
    JSON.stringify({
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "NotFound",
      details: { name: "other" },
      code: 404,
    }),
  ],
];

/** Answers with 404 and this body whatever asks for a path that ends so, for so many requests. */
export function notFoundBy(body: string, path: RegExp, most = Number.POSITIVE_INFINITY): Between {
  let times = 0;
  return (request, response) => {
    if (!path.test(new URL(request.url ?? "", "http://server").pathname) || times >= most) return false;
    times += 1;
    response.writeHead(404, { "Content-Type": "text/html" });
    response.end(body);
    return true;
  };
}
