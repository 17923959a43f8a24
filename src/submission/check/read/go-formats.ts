/**
 * Whether Go's `url.ParseRequestURI` takes a text: one with a scheme, or one that begins with a slash. What a browser
 * would not take may well pass: `/foo`, `mailto:a`, blanks in the path.
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
  return isAuthority(authority) && hasValidEscapes(end < 0 ? "" : rest.slice(end));
}

function hasValidEscapes(path: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(path);
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(0, at));
  const host = authority.slice(at + 1);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || !hasValidEscapes(user)) return false;
  if (host.startsWith("[")) return /^\[[^\]]*\](?::\d*)?$/.test(host);
  const colon = host.lastIndexOf(":");
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) return false;
  // beyond ASCII anything goes, and only what is beyond may be escaped
  return /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[^\p{ASCII}]|%[89A-Fa-f][0-9A-Fa-f]|%25)*$/u.test(host);
}

const atom = String.raw`[^\s\p{Cc}()<>[\]:;@\\,".]`;
const atoms = `${atom}+(?:\\.${atom}+)*`;
const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const spec = String.raw`(?:${quoted}|${atoms})@[ \t]*(?:${atoms}|\[[^[\]]*\])`;
const bare = new RegExp(String.raw`^[ \t]*${spec}[ \t]*(?:\([^()]*\)[ \t]*)?$`, "u");
const named = new RegExp(String.raw`^[ \t]*(?:${quoted}|[^<>":\p{Cc}])*<[ \t]*${spec}[ \t]*>[ \t]*$`, "u");

/** Whether Go's `mail.ParseAddress` takes a text: `a@b`, and `Jane Doe <a@b>` as well. Groups are not taken here. */
export function isMailAddress(text: string): boolean {
  return bare.test(text) || named.test(text);
}
