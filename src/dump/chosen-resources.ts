import { InputError } from "../errors.ts";
import { safe } from "../text/safe.ts";
import type { DumpOptions } from "./options.ts";
import type { Resource } from "./resources.ts";

/**
 * The kinds that a dump takes. Secrets are never among them unless their keys are asked for; events only once, though two groups serve them.
 * @throws InputError if one is named that the server does not list
 */
export function chosenResources(
  served: readonly Resource[],
  { resources: names, secrets }: Pick<DumpOptions, "resources" | "secrets">,
): readonly Resource[] {
  const isSecret = ({ group, plural }: Resource) => group === "" && plural === "secrets";
  const given = served.filter((one) => secrets === "keys" || !isSecret(one));
  if (names === undefined)
    return given.filter(({ group, plural }) => !(group === "events.k8s.io" && plural === "events"));
  const unknown = names.find((name) => !served.some((one) => isNamed(one, name)));
  if (unknown !== undefined)
    throw new InputError(`--resources ${safe(unknown)}: the server lists no such objects`, {
      fix: "list them: kubectl api-resources --verbs=list",
    });
  if (secrets === "none" && names.some((name) => served.some((one) => isSecret(one) && isNamed(one, name))))
    throw new InputError("--resources secrets: secrets are not dumped", {
      fix: "for the names of their keys, without the values: --secrets keys",
    });
  return given.filter(
    (one) => names.some((name) => isNamed(one, name)) || (secrets === "keys" && isSecret(one)),
  );
}

function isNamed({ group, plural }: Resource, name: string): boolean {
  return name === plural || name === `${plural}.${group === "" ? "core" : group}`;
}
