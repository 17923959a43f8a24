import { goTrim } from "../../text/go-space.ts";
import { XmlFault } from "../../text/go-xml/fault.ts";
import { isGoFloat, isGoInt } from "../../text/go-xml/numbers.ts";
import { readXml, type XmlListener } from "../../text/go-xml/read.ts";
import type { XmlAttribute } from "../../text/go-xml/tags.ts";
import type { FileItem, Item } from "./item.ts";

/**
 * A junit file as Sonobuoy reads it (v0.57, pkg/client/results/junit.go): file, suite, case. What is not XML for Go's decoder is unknown,
 * with the reason in `meta.error`.
 */
export function junitItem({ name, meta, bytes }: FileItem): Item {
  const reader = new Reader();
  try {
    const steps = readXml(bytes, reader);
    while (steps.next().done !== true);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return { name, status: "unknown", meta: { ...meta, error: error.message } };
  }
  return { name, status: "passed", meta, items: reader.suites };
}

interface Message {
  message: string;
  contents: string;
}

interface Case {
  name: string;
  isSkipped: boolean;
  failure: Message | undefined;
  error: Message | undefined;
  out: string;
  err: string;
}

/** Only a suite at the root or directly below it, and a case directly in a suite, count. */
class Reader implements XmlListener {
  readonly #path: string[] = [];
  readonly #texts: string[] = [];
  #suite: { readonly name: string; readonly items: Item[] } | undefined;
  #case: Case | undefined;
  readonly suites: Item[] = [];

  get #depth(): number {
    return this.#path.length - (this.#path[0] === "testsuites" ? 1 : 0);
  }

  open(name: string, attributes: readonly XmlAttribute[]): void {
    this.#path.push(name);
    this.#texts.push("");
    const get = (key: string) => attributes.findLast((attribute) => attribute.name === key)?.value;
    if (this.#path.length === 1 && name !== "testsuites" && name !== "testsuite")
      throw new XmlFault(`expected element type <testsuite> but have <${name}>`, 0);
    const depth = this.#depth;
    if (depth === 1 && name === "testsuite") this.#openSuite(get);
    else if (depth === 2 && name === "testcase" && this.#suite !== undefined)
      this.#case = {
        name: get("name") ?? "",
        isSkipped: false,
        failure: undefined,
        error: undefined,
        out: "",
        err: "",
      };
    else if (depth === 3 && this.#case !== undefined) this.#openPart(this.#case, name, get("message"));
  }

  #openSuite(get: (key: string) => string | undefined): void {
    for (const key of ["tests", "failures"])
      if (!isGoInt(get(key) ?? "")) throw new XmlFault(`${key} is not a whole number`, 0);
    if (!isGoFloat(get("time") ?? "")) throw new XmlFault("time is not a number", 0);
    const usual = `testsuite-${String(this.suites.length + 1).padStart(3, "0")}`;
    this.#suite = { name: get("name") || usual, items: [] };
  }

  #openPart(current: Case, name: string, message: string | undefined): void {
    if (name === "skipped") current.isSkipped = true;
    if (name !== "failure" && name !== "error") return;
    const part = current[name] ?? { message: "", contents: "" };
    current[name] = { ...part, message: message ?? part.message };
  }

  text(text: string): void {
    const last = this.#texts.length - 1;
    if (last >= 0) this.#texts[last] += text;
  }

  close(): void {
    const depth = this.#depth;
    const name = this.#path.pop();
    const text = this.#texts.pop() ?? "";
    const current = this.#case;
    if (depth === 3 && current !== undefined) {
      if (name === "failure" || name === "error") {
        const part = current[name];
        if (part !== undefined) part.contents = text;
      } else if (name === "system-out") current.out = text;
      else if (name === "system-err") current.err = text;
    } else if (depth === 2 && name === "testcase" && current !== undefined) {
      this.#suite?.items.push(caseItem(current));
      this.#case = undefined;
    } else if (depth === 1 && name === "testsuite" && this.#suite !== undefined) {
      this.suites.push({ ...this.#suite, status: "passed" });
      this.#suite = undefined;
    }
  }
}

function caseItem({ name, isSkipped, failure, error, out, err }: Case): Item {
  const hasFailed = failure !== undefined || error !== undefined;
  const details = {
    ...messageDetails("failure", failure),
    ...messageDetails("error", error),
    ...(out === "" ? {} : { "system-out": out }),
    ...(err === "" ? {} : { "system-err": err }),
  };
  return {
    name,
    status: isSkipped ? "skipped" : hasFailed ? "failed" : "passed",
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
}

/** Some writers use only the attribute, others only the contents. */
function messageDetails(key: string, part: Message | undefined): Record<string, string> {
  if (part === undefined || (part.message === "" && part.contents === "")) return {};
  return { [key]: goTrim(`${part.message} ${part.contents}`) };
}
