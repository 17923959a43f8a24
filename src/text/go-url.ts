import { isIP, isIPv6 } from "node:net";
import { goQuote } from "./go-quote.ts";

/**
 * Whether Go's `url.ParseRequestURI` accepts a text: one with a scheme, or one that begins with a slash. Some texts pass
 * that no browser would accept: `/foo`, `mailto:a`, spaces in the path.
 */
export function isRequestUri(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses these
  if (text === "" || /[\u0000-\u001f\u007f]/.test(text)) return false;
  if (text === "*") return true;
  if (text.startsWith(":")) return false;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  const rest = (scheme === undefined ? text : text.slice(scheme.length + 1)).split("?", 1)[0] ?? "";
  if (!rest.startsWith("/")) return scheme !== undefined;
  if (scheme === undefined || !rest.startsWith("//")) return hasValidEscapes(rest);
  const end = rest.indexOf("/", 2);
  const authority = end < 0 ? rest.slice(2) : rest.slice(2, end);
  return isAuthority(scheme.toLowerCase(), authority) && hasValidEscapes(end < 0 ? "" : rest.slice(end));
}

function hasValidEscapes(path: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(path);
}

function isAuthority(scheme: string, authority: string): boolean {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(0, at));
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || !hasValidEscapes(user)) return false;
  return isHost(scheme, authority.slice(at + 1));
}

function isHost(scheme: string, host: string): boolean {
  const open = host.lastIndexOf("[");
  if (open > 0) return false;
  if (open === 0) {
    const close = host.lastIndexOf("]");
    return close > 0 && isPort(host.slice(close + 1)) && isAddress(host.slice(1, close));
  }
  // the first colon starts the port, except in database schemes with several hosts
  const colon = /^https?$/.test(scheme) ? host.indexOf(":") : host.lastIndexOf(":");
  return (colon < 0 || isPort(host.slice(colon))) && hasHostCharacters(host);
}

function isPort(text: string): boolean {
  return /^(?::\d*)?$/.test(text);
}

/** Beyond ASCII anything is allowed, and only that may be escaped. */
function hasHostCharacters(host: string): boolean {
  return /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[^\p{ASCII}]|%[89A-Fa-f][0-9A-Fa-f]|%25)*$/u.test(host);
}

/** An IPv6 address in brackets, with or without a zone; Go does not accept IPv4 there. */
function isAddress(text: string): boolean {
  const zoneAt = text.indexOf("%25");
  const address = zoneAt < 0 ? text : text.slice(0, zoneAt);
  if (!isIPv6(address) || address.includes("%")) return false;
  if (zoneAt < 0) return true;
  const zone = text.slice(zoneAt + 3);
  return zone !== "" && [...zone.matchAll(/%(..)?|[^%]/gu)].every(([part, code]) => isOfZone(part, code));
}

function isOfZone(part: string, code: string | undefined): boolean {
  if (part === "%25" || part === "%20") return true;
  const plain = part.startsWith("%") ? asciiOf(code) : part;
  return plain !== undefined && (plain > "\u007f" || /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]$/.test(plain));
}

function asciiOf(code: string | undefined): string | undefined {
  const isHex = code !== undefined && /^[0-7][0-9A-Fa-f]$/.test(code);
  return isHex ? String.fromCharCode(Number.parseInt(code, 16)) : undefined;
}

/** Whether Go's `net.ParseIP` accepts a text. */
export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/**
 * Why Go's http client cannot even request a text that begins with `http`, in its words: `url.Parse` refuses it, it has no host, or another
 * scheme. Undefined if it can.
 */
export function requestFault(text: string): string | undefined {
  const refuse = (why: string) => `parse ${goQuote(text)}: ${why}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses these
  if (/[\u0000-\u001f\u007f]/.test(text)) return refuse("net/url: invalid control character in URL");
  const mark = text.indexOf("#");
  const whole = mark < 0 ? text : text.slice(0, mark);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)?.[1]?.toLowerCase();
  const rest = (scheme === undefined ? whole : whole.slice(scheme.length + 1)).split("?", 1)[0] ?? "";
  const [segment = ""] = rest.split("/", 1);
  if (scheme === undefined && segment.includes(":"))
    return refuse("first path segment in URL cannot contain colon");
  const isOpaque = scheme !== undefined && !rest.startsWith("/");
  const hasAuthority = rest.startsWith("//") && (scheme !== undefined || !rest.startsWith("///"));
  const end = hasAuthority ? rest.indexOf("/", 2) : -1;
  const authority = hasAuthority ? rest.slice(2, end < 0 ? undefined : end) : "";
  const path = hasAuthority ? (end < 0 ? "" : rest.slice(end)) : rest;
  const fault =
    (hasAuthority ? authorityFault(scheme ?? "", authority) : undefined) ??
    (isOpaque ? undefined : escapeFault(path)) ??
    (mark < 0 ? undefined : escapeFault(text.slice(mark + 1)));
  if (fault !== undefined) return refuse(fault);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (scheme !== "http" && scheme !== "https")
    return `Get ${goQuote(text)}: unsupported protocol scheme ${goQuote(scheme ?? "")}`;
  if (host !== "") return undefined;
  const bare = hasAuthority && path === "" && !authority.includes("@") ? text.replace("//", "") : text;
  return `Get ${goQuote(bare)}: http: no Host in request URL`;
}

function escapeFault(text: string): string | undefined {
  const wrong = /%(?![0-9A-Fa-f]{2}).{0,2}/su.exec(text)?.[0];
  return wrong === undefined ? undefined : `invalid URL escape ${goQuote(wrong)}`;
}

function authorityFault(scheme: string, authority: string): string | undefined {
  if (isAuthority(scheme, authority)) return undefined;
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  if (isHost(scheme, host)) return "net/url: invalid userinfo";
  if (host.startsWith("[")) return host.includes("]") ? "invalid host" : "missing ']' in host";
  const colon = host.indexOf(":");
  if (colon >= 0 && !isPort(host.slice(colon)))
    return `invalid port ${goQuote(host.slice(colon))} after host`;
  const wrong =
    escapeFault(host) ??
    (host.includes("%") ? `invalid URL escape ${goQuote(/%.{0,2}/su.exec(host)?.[0] ?? "")}` : undefined);
  if (wrong !== undefined) return wrong;
  const character = [...host].find((one) => !hasHostCharacters(one)) ?? "";
  return `invalid character ${goQuote(character)} in host name`;
}
