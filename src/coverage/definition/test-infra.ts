import type { Operation } from "../spec/operation.ts";
import type { Definition, Mapping } from "./definition.ts";

/**
 * As the presubmit job of Kubernetes counts (kubernetes/test-infra, `experiment/audit/audit_log_parser.py`): requests of every
 * client, paths that need only be similar, eligible by the operation's name.
 */
export const testInfra: Definition = {
  name: "test-infra",
  map: (operations) => new SimilarPaths(operations),
  isEligible: ({ id, method }, isPending) => counted.has(method) && !/alpha|beta/i.test(id) && !isPending,
  countsEveryClient: true,
  creditsScheduler: false,
};

const counted: ReadonlySet<string> = new Set(["get", "post", "put", "patch", "delete"]);

const methodsOfVerbs: ReadonlyMap<string, string> = new Map([
  ["get", "get"],
  ["list", "get"],
  ["watch", "get"],
  ["create", "post"],
  ["update", "put"],
  ["patch", "patch"],
  ["delete", "delete"],
  ["deletecollection", "delete"],
  ["connect", "get"],
]);

const subresources = [
  "status",
  "scale",
  "binding",
  "proxy",
  "log",
  "exec",
  "attach",
  "portforward",
  "eviction",
  "ephemeralcontainers",
];
const fixed: ReadonlySet<string> = new Set([
  "api",
  "apis",
  "namespaces",
  "watch",
  "finalize",
  ...subresources,
]);
const afterResource: ReadonlySet<string> = new Set([...subresources, "finalize"]);

interface Candidate {
  readonly parts: readonly string[];
  readonly index: number;
}

class SimilarPaths implements Mapping {
  readonly #indexes = new Map<string, number>();
  /** By method and number of parts, in the order of the document. */
  readonly #candidates = new Map<string, Candidate[]>();
  readonly #resources: ReadonlySet<string>;
  readonly #similar = new Map<string, number>();

  constructor(operations: readonly Operation[]) {
    this.#resources = resourcesOf(operations.map(({ path }) => path));
    operations.forEach(({ path, method }, index) => {
      if (!counted.has(method)) return;
      this.#indexes.set(`${method}:${path}`, index);
      const parts = partsOf(path);
      const key = `${method} ${parts.length}`;
      const candidates = this.#candidates.get(key) ?? [];
      this.#candidates.set(key, candidates);
      candidates.push({ parts, index });
    });
  }

  indexOf(givenVerb: string, uri: string): number {
    if (givenVerb === "" || uri === "") return -1;
    const verb = /watch=true/i.test(uri) ? "watch" : givenVerb.toLowerCase();
    const path = this.#normalized(uri);
    const method = methodsOfVerbs.get(verb) ?? verb;
    const ways = [
      ...(verb === "watch"
        ? [`get:${watchPath(path)}`, `get:${path}`, `get:${path.replace(/\/+$/, "")}`]
        : []),
      `${method}:${path}`,
      `${method}:${path}`.replace(/\/+$/, ""),
      path.endsWith("/") ? `${method}:${path}` : `${method}:${path}/`,
      ...(method === "get" && !path.includes("/{name}") ? [`get:${path}/{name}`] : []),
    ];
    for (const way of ways) {
      const index = this.#indexes.get(way);
      if (index !== undefined) return index;
    }
    return this.#mostSimilar(method, path);
  }

  /** The path with variables for what looks like a name. */
  #normalized(uri: string): string {
    const [path = ""] = uri.split("?", 1);
    if (/^\/apis\/[^/]+\/?$/.test(path) || path === "/api/" || path === "/apis/") return path;
    const parts = path
      .replace(/\/namespaces\/[^/]+/g, "/namespaces/{namespace}")
      .replace(/\/nodes\/[^/]+/g, "/nodes/{node}")
      .replace(/\/proxy\/.*$/s, "/proxy/{path}")
      .split("/");
    return parts
      .map((part, index) => {
        if (fixed.has(part) || part.includes(".") || /^v\d/.test(part) || part.startsWith("{")) return part;
        return this.#resources.has(parts[index - 1] ?? "") ? "{name}" : part;
      })
      .join("/");
  }

  /** The first of the best paths of the same length with more than 70 % of their parts alike. */
  #mostSimilar(method: string, path: string): number {
    const key = `${method}:${path}`;
    const known = this.#similar.get(key);
    if (known !== undefined) return known;
    const parts = partsOf(path);
    let best = -1;
    let most = Math.floor(0.7 * parts.length);
    for (const candidate of this.#candidates.get(`${method} ${parts.length}`) ?? []) {
      const alike = candidate.parts.filter((part, index) => isAlike(part, parts[index] ?? "")).length;
      if (alike <= most || alike / parts.length <= 0.7) continue;
      most = alike;
      best = candidate.index;
    }
    // names are gone from the key, but a path may hold anything
    if (this.#similar.size > 20_000) this.#similar.clear();
    this.#similar.set(key, best);
    return best;
  }
}

function isAlike(a: string, b: string): boolean {
  return a === b || [a, b].some((part) => part === "{name}" || part === "{namespace}");
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** Where a deprecated watch of a path would be. */
function watchPath(path: string): string {
  if (path.startsWith("/apis/")) {
    const parts = path.split("/");
    return parts.length < 4 ? path : [...parts.slice(0, 4), "watch", ...parts.slice(4)].join("/");
  }
  return path.startsWith("/api/v1/") ? path.replaceAll("/api/v1/", "/api/v1/watch/") : path;
}

/** The words in the document's paths that look like a resource: plurals before a name, before a subresource, or at the end. */
function resourcesOf(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set(["nodes", "namespaces", "componentstatuses"]);
  for (const path of paths) {
    if (!path.startsWith("/api") || path.includes("/watch/")) continue;
    const parts = partsOf(path);
    parts.forEach((part, index) => {
      const next = parts[index + 1];
      const isWord = !/^[{v]|\./.test(part) && !fixed.has(part) && part.length > 2 && part.endsWith("s");
      if (isWord && (next === undefined || next.startsWith("{") || afterResource.has(next))) found.add(part);
    });
  }
  return found;
}
