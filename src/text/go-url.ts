import { isIP, isIPv6 } from "node:net";

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
