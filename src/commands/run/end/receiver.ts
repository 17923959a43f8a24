import { InputError } from "../../../errors.ts";

/** Where --notify posts to, and in which form. */
export interface Receiver {
  readonly url: URL;
  readonly form: "json" | "slack";
}

const slackPrefix = "slack:";

/**
 * Reads a value of --notify: a URL, or `slack:` and the URL of a webhook that takes Slack's form. The URL itself may give access, so no message quotes it.
 * @throws InputError if it is not an https URL; http is accepted for this machine
 */
export function receiverOf(given: string): Receiver {
  const isSlack = given.startsWith(slackPrefix);
  const text = isSlack ? given.slice(slackPrefix.length) : given;
  const refuse = (why: string) =>
    new InputError(`--notify: ${why}`, { fix: "write it like https://ci.example.com/hooks/conformance" });
  if (!URL.canParse(text)) throw refuse("the value is not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("the URL is not https");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw refuse("the URL is not https, so anybody on the way could read what gives access");
  return { url, form: isSlack || url.hostname === "hooks.slack.com" ? "slack" : "json" };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
