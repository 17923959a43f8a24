import { untestedOf } from "../../coverage/groups.ts";
import type { Coverage, Endpoint } from "../../coverage/schema.ts";
import { InputError } from "../../errors.ts";
import { closestNames, findNames } from "../../suite/required/find.ts";
import type { Printed } from "./printed.ts";

interface Choosing {
  readonly untested?: true | undefined;
  readonly ineligible?: true | undefined;
  readonly endpoint?: string | undefined;
  readonly test?: string | undefined;
}

/** The endpoints that the flags ask for. @throws InputError if they name an endpoint or a test that is not there, or several */
export function choose(
  coverage: Coverage,
  { untested, ineligible, endpoint, test }: Choosing,
): Pick<Printed, "endpoints" | "isChosen" | "one"> {
  const { endpoints } = coverage;
  const chosen = (some: readonly Endpoint[]) => ({ endpoints: some, isChosen: true });
  if (untested === true) return chosen(untestedOf(coverage));
  if (ineligible === true) return chosen(endpoints.filter((one) => one.ineligible !== undefined));
  if (endpoint !== undefined) {
    const one = findEndpoint(endpoint, endpoints);
    return { ...chosen([one]), one };
  }
  if (test !== undefined) {
    const name = findTest(test, endpoints);
    return chosen(endpoints.filter(({ tests }) => tests.includes(name)));
  }
  return { endpoints: endpoints.filter(({ deprecated, tested }) => !deprecated || tested), isChosen: false };
}

function findEndpoint(word: string, endpoints: readonly Endpoint[]): Endpoint {
  const found = endpoints.find(({ operationId }) => operationId.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  const parts = endpoints.filter(({ operationId }) => operationId.toLowerCase().includes(word.toLowerCase()));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const names = parts.length > 0 ? parts : nearest(word, endpoints);
  throw new InputError(
    `--endpoint ${word}: ${parts.length > 1 ? `is part of ${parts.length} endpoints` : "the release has no such endpoint"}`,
    names.length === 0
      ? {}
      : {
          fix: `use one of ${names
            .slice(0, 5)
            .map(({ operationId }) => operationId)
            .join(", ")}`,
        },
  );
}

/** Those whose name has most words of the one given: `listPods` is near `listCoreV1NamespacedPod`. */
function nearest(word: string, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const words = (word.match(/[A-Z]?[a-z]+/g) ?? []).map((one) => one.toLowerCase().replace(/s$/, ""));
  if (words.length === 0) return [];
  return endpoints.filter(({ operationId }) => words.every((one) => operationId.toLowerCase().includes(one)));
}

function findTest(words: string, endpoints: readonly Endpoint[]): string {
  const names = [...new Set(endpoints.flatMap(({ tests }) => tests))];
  const found = findNames(words, names);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const near = found.length > 0 ? found : closestNames(words, names);
  throw new InputError(
    `--test ${words}: ${found.length > 1 ? `matches ${found.length} tests of the log` : "the log has no such test"}`,
    near.length === 0
      ? {}
      : {
          fix: `use one of these names:\n${near
            .slice(0, 5)
            .map((name) => `  ${name}`)
            .join("\n")}`,
        },
  );
}
