import { fieldAt, type KubeObject } from "./object.ts";
import { badRequest } from "./status.ts";

/** Whether an object is selected. */
export type Predicate = (object: KubeObject) => boolean;

/** Fields by which the server allows selection, for the kinds in the sandbox. */
const selectable =
  /^(metadata\.(name|namespace)|spec\.(nodeName|restartPolicy|unschedulable)|status\.(phase|podIP)|involvedObject\.\w+|reason|type|source|reportingComponent)$/;

/** All predicates combined. */
export function every(predicates: readonly Predicate[]): Predicate {
  return (object) => predicates.every((holds) => holds(object));
}

/** `a=b,c!=d,e in (f,g),h notin (i),j,!k`. @throws ApiError 400 */
export function labelSelector(text: string): Predicate {
  return every(split(text).map(labelRequirement));
}

/** `metadata.name=x,spec.nodeName!=y`. @throws ApiError 400 */
export function fieldSelector(text: string): Predicate {
  return every(split(text).map(fieldRequirement));
}

/** Splits at the commas outside parentheses. */
function split(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function labelRequirement(text: string): Predicate {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    const wanted = operator === "in";
    return (object) => values.includes(label(object, key) ?? "\0") === wanted;
  }
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/.exec(text);
  if (equality !== null) {
    const [, key = "", operator, value] = equality;
    return (object) => (label(object, key) === value) === (operator !== "!=");
  }
  const existence = /^(!?)\s*([^\s=!]+)$/.exec(text);
  if (existence === null) throw badRequest(`unable to parse requirement: ${text}`);
  const [, not, key = ""] = existence;
  return (object) => (label(object, key) !== undefined) === (not === "");
}

function label(object: KubeObject, key: string): string | undefined {
  return object.metadata.labels?.[key];
}

function fieldRequirement(text: string): Predicate {
  const [, field, operator, value] = /^([^=!]+)(==|=|!=)(.*)$/.exec(text) ?? [];
  if (field === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  if (!selectable.test(field)) throw badRequest(`field label not supported: ${field}`);
  return (object) => (String(fieldAt(object, field) ?? "") === value) === (operator !== "!=");
}
