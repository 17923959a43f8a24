import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";

/** An object without a namespace, and who made it. */
interface Making {
  readonly user: string;
  readonly path: string;
}

interface Entry {
  readonly stage?: string;
  readonly verb?: string;
  readonly user?: { readonly username?: string };
  readonly requestURI?: string;
  readonly objectRef?: { readonly name?: string; readonly namespace?: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** The API server's own book: who made what, from now on. */
export class Audit {
  readonly #file: number | undefined;
  readonly #makings: Making[] = [];
  #at = 0;
  #rest = "";

  /** `state` is the folder of a cluster of test/cluster/up. */
  constructor(state: string) {
    const file = path.join(state, "audit/audit.log");
    this.#file = existsSync(file) ? openSync(file, "r") : undefined;
    this.#at = this.#file === undefined ? 0 : fstatSync(this.#file).size;
  }

  /** Paths of the objects without a namespace that service accounts of a namespace have made. */
  madeFrom(namespace: string): string[] {
    this.#read();
    const prefix = `system:serviceaccount:${namespace}:`;
    return [...new Set(this.#makings.filter(({ user }) => user.startsWith(prefix)).map(({ path }) => path))];
  }

  #read(): void {
    if (this.#file === undefined) return;
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#file).size - this.#at));
    const read = readSync(this.#file, bytes, 0, bytes.length, this.#at);
    this.#at += read;
    const lines = (this.#rest + bytes.toString("utf8", 0, read)).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.includes('"verb":"create"') || !line.includes("system:serviceaccount:")) continue;
      const { stage, verb, user, requestURI = "", objectRef, responseStatus }: Entry = JSON.parse(line);
      const name = objectRef?.name;
      if (stage !== "ResponseComplete" || verb !== "create" || responseStatus?.code !== 201) continue;
      if (name === undefined || objectRef?.subresource !== undefined) continue;
      // a namespace is an object with itself as its namespace
      if (objectRef?.namespace !== undefined && objectRef.namespace !== name) continue;
      if (requestURI.includes("dryRun")) continue;
      const { pathname } = new URL(requestURI, "http://c");
      this.#makings.push({ user: user?.username ?? "", path: `${pathname}/${name}` });
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
