import { InputError } from "../../errors.ts";
import { imageFault } from "../../run/plan/image.ts";
import { redactText } from "../../text/redact.ts";

/**
 * The place that --to names, `registry.example.com/k8s`, without a slash at its end.
 * @throws InputError for a URL, and for what could not be the beginning of an image's name
 */
export function readPlace(given: string, flag: string): string {
  const place = given.replace(/\/+$/, "");
  const refuse = (why: string) =>
    new InputError(`${flag} ${redactText(given)}: ${why}`, { fix: "write it like registry.example.com/k8s" });
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) throw refuse("has a scheme, which image names do not have");
  const fault = imageFault(`${place}/x`);
  if (fault !== undefined) throw refuse(fault);
  const [host = ""] = place.split("/", 1);
  if (host !== "localhost" && !/[.:]/.test(host)) throw refuse("does not begin with the host of a registry");
  return place;
}
