import { levelOf, type Operation } from "../spec/operation.ts";
import type { Definition, Mapping } from "./definition.ts";

/**
 * As APISnoop counts (kubernetes-sigs/apisnoop, `find_operation_id` and its SQL): only the suite's requests; eligible is what is
 * stable by its path.
 */
export const apisnoop: Definition = {
  name: "apisnoop",
  map: (operations) => new PathTree(operations),
  isEligible: (operation) => levelOf(operation) === "stable",
  countsEveryClient: false,
  creditsScheduler: true,
};

const methodsOfVerbs: ReadonlyMap<string, string> = new Map([
  ["get", "get"],
  ["list", "get"],
  ["watch", "get"],
  ["create", "post"],
  ["post", "post"],
  ["update", "put"],
  ["put", "put"],
  ["patch", "patch"],
  ["delete", "delete"],
  ["deletecollection", "delete"],
  ["delete_collection", "delete"],
  ["connect", "connect"],
  ["proxy", "proxy"],
  // OPTIONS has no verb
  ["", "options"],
]);

/** Paths with one of these parts belong to no operation, whatever the document says. */
const dummies: ReadonlySet<string> = new Set([
  "metrics",
  "readyz",
  "livez",
  "healthz",
  "example.com",
  "kope.io",
  "snapshot.storage.k8s.io",
  "metrics.k8s.io",
  "wardle.k8s.io",
]);

interface Node {
  readonly parts: Map<string, Node>;
  /** The child for any other part: the first that is a variable. */
  variable: Node | undefined;
  readonly methods: Map<string, number>;
}

/** The operations by the parts of their paths; paths of different lengths never meet. */
class PathTree implements Mapping {
  readonly #roots = new Map<number, Node>();

  constructor(operations: readonly Operation[]) {
    operations.forEach(({ path, method }, index) => {
      const parts = partsOf(path);
      const root = this.#roots.get(parts.length) ?? newNode();
      this.#roots.set(parts.length, root);
      let node = root;
      for (const part of parts) {
        const next = node.parts.get(part) ?? newNode();
        node.parts.set(part, next);
        if (part.includes("{")) node.variable ??= next;
        node = next;
      }
      node.methods.set(method, index);
    });
  }

  indexOf(verb: string, uri: string): number {
    const method = verb === "get" && uri.endsWith("HEAD") ? "head" : methodsOfVerbs.get(verb);
    if (method === undefined) return -1;
    const parts = asInDocument(partsOf(pathOf(uri)));
    let node = this.#roots.get(parts.length);
    if (node === undefined || parts.some((part) => dummies.has(part))) return -1;
    if (parts.length === 2 && parts[0] === "openapi" && parts[1] === "v2") return -1;
    for (const part of parts) {
      node = node.parts.get(part) ?? node.variable;
      if (node === undefined) return -1;
    }
    return node.methods.get(method) ?? -1;
  }
}

function newNode(): Node {
  return { parts: new Map(), variable: undefined, methods: new Map() };
}

/** The path of a request's URI as Python's `urlparse` takes it, which APISnoop calls. */
export function pathOf(uri: string): string {
  let path = uri;
  if (path.startsWith("//")) path = path.slice(2).replace(/^[^/?#]*/, "");
  path = path.split("#", 1)[0] ?? "";
  path = path.split("?", 1)[0] ?? "";
  const parameters = path.indexOf(";", path.lastIndexOf("/") + 1);
  return parameters < 0 ? path : path.slice(0, parameters);
}

function partsOf(path: string): string[] {
  return path.replace(/^\/+|\/+$/g, "").split("/");
}

/** The parts of a request as the document has them: what follows `proxy` is one, and a namespace's own subresources are of `{name}`. */
function asInDocument(parts: readonly string[]): readonly string[] {
  const proxy = parts.indexOf("proxy");
  if (proxy >= 0) {
    const tail = parts.slice(proxy + 1);
    return tail.length === 0 ? parts : [...parts.slice(0, proxy + 1), tail.join("/")];
  }
  const [, , third, , fifth] = parts;
  if (parts.length !== 5 || third !== "namespaces" || (fifth !== "status" && fifth !== "finalize"))
    return parts;
  return [...parts.slice(0, 3), "{name}", fifth];
}
