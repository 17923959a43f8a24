import type { Steps } from "../../../async/steps.ts";
import { XmlFault } from "../../../text/go-xml/fault.ts";
import { readXml, type XmlListener } from "../../../text/go-xml/read.ts";
import type { XmlAttribute } from "../../../text/go-xml/tags.ts";
import { ArtifactFault, Outcomes } from "./outcomes.ts";

/** Reads junit.xml: cases directly in the root, whatever its name, and in suites, however deep. Throws ArtifactFault if it is not XML or has none. */
export function* junitSteps(bytes: Uint8Array): Steps<Outcomes> {
  const reader = new Reader();
  try {
    yield* readXml(bytes, reader);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw new ArtifactFault(`parsing JUnit XML: ${error.message}`);
  }
  const found = reader.outcomes();
  if (found.tests.size === 0) throw new ArtifactFault("parsing JUnit XML: no <testcase> elements found");
  return found;
}

type Kind = "suite" | "case" | "other";

interface Case {
  readonly name: string;
  failed: boolean;
  skipped: boolean;
}

interface Suite {
  readonly cases: Case[];
  readonly suites: Suite[];
}

class Reader implements XmlListener {
  readonly #root: Suite = { cases: [], suites: [] };
  readonly #kinds: Kind[] = [];
  readonly #suites: Suite[] = [];
  #case: Case | undefined;

  open(name: string, attributes: readonly XmlAttribute[]): void {
    this.#kinds.push(this.#kindOf(name, attributes));
  }

  close(): void {
    const kind = this.#kinds.pop();
    if (kind === "suite") this.#suites.pop();
    if (kind === "case") this.#case = undefined;
  }

  /** The cases of a suite come before those of the suites in it. */
  outcomes(): Outcomes {
    const found = new Outcomes();
    const walk = ({ cases, suites }: Suite): void => {
      for (const { name, failed, skipped } of cases)
        found.record(name, failed ? "failed" : skipped ? "skipped" : "passed");
      suites.forEach(walk);
    };
    walk(this.#root);
    return found;
  }

  #kindOf(name: string, attributes: readonly XmlAttribute[]): Kind {
    const above = this.#kinds.at(-1);
    if (above === undefined) {
      this.#suites.push(this.#root);
      return "suite";
    }
    const suite = this.#suites.at(-1);
    if (above === "suite" && suite !== undefined && name === "testsuite") {
      const inner = { cases: [], suites: [] };
      suite.suites.push(inner);
      this.#suites.push(inner);
      return "suite";
    }
    if (above === "suite" && suite !== undefined && name === "testcase") {
      const named = attributes.findLast((attribute) => attribute.name === "name")?.value ?? "";
      this.#case = { name: named, failed: false, skipped: false };
      suite.cases.push(this.#case);
      return "case";
    }
    if (above === "case" && this.#case !== undefined) {
      if (name === "failure" || name === "error") this.#case.failed = true;
      if (name === "skipped") this.#case.skipped = true;
    }
    return "other";
  }
}
