import type { Cluster } from "./cluster.ts";
import { AnswerError } from "./errors.ts";
import { record } from "./json.ts";
import { readJson } from "./transport.ts";

/**
 * Whether the server serves the resource at a path (`/apis/apps/v1/deployments`), according to its own discovery: a 404 alone may come from a
 * starting server, or from something in front of it. Each document is requested once. The returned function throws as `cluster.send` does, and
 * AnswerError if the answer is not a discovery document.
 */
export function discovery(cluster: Pick<Cluster, "send">): (path: string) => Promise<boolean> {
  const asked = new Map<string, ReturnType<typeof read>>();
  const once = (path: string, kind: string, field: string) => {
    const answer = asked.get(path) ?? read(cluster, path, kind, field);
    asked.set(path, answer);
    return answer;
  };
  return async (path) => {
    const at = path.lastIndexOf("/");
    const version = path.slice(0, at);
    const groupVersion = /^\/apis\/(.+)$/.exec(version)?.[1];
    if (groupVersion !== undefined) {
      const groups = await once("/apis", "APIGroupList", "groups");
      const versions = groups.flatMap((group) => (Array.isArray(group.versions) ? group.versions : []));
      if (!versions.some((one) => record(one).groupVersion === groupVersion)) return false;
    }
    const resources = await once(version, "APIResourceList", "resources");
    return resources.some(({ name }) => name === path.slice(at + 1));
  };
}

async function read(cluster: Pick<Cluster, "send">, path: string, kind: string, field: string) {
  const reply = await cluster.send({ method: "GET", path });
  const answer = record(await readJson(reply.body, path));
  const items = answer[field];
  if (answer.kind !== kind || !Array.isArray(items)) throw new AnswerError(path, `is not an ${kind}`);
  return items.map(record);
}
