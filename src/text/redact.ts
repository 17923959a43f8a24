const hidden = "…";

// the schemes for which a URL parser also accepts `https:/host` and `https:\\host` (https://url.spec.whatwg.org/#special-scheme),
// and any other with `//`; it continues to the next space or quotation mark
const url = /((?:https?|wss?|ftp):[/\\]{1,8}|[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s"<>`]*)/gi;
const wholeUrl = /((?:https?|wss?|ftp):[/\\]{1,8}|[a-z][a-z0-9+.-]{0,30}:\/\/)(.*)/is;

/** Names of parameters whose values give access: `X-Amz-Signature`, `sig`, `access_token`. */
const secretName =
  /token|secret|signature|passw|pwd|credential|api[-_.]?key|access[-_.]?key|^(?:sig|key|code|auth|authorization|jwt|session|policy)$/i;

/** Whether the value of a parameter, a variable or an annotation with this name gives access. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/**
 * A text without anything in its URLs that gives access: user names and passwords, signatures and tokens in queries and fragments. An address in a
 * text ends at a space or a quotation mark; a password is assumed to continue to the last `@` before that.
 */
export function redactText(text: string): string {
  return text.replace(url, (_, scheme: string, rest: string) => scheme + redactRest(rest));
}

// the path of a webhook's URL gives access, and so may anything in a command
const secretFlags = ["--token", "--password", "--notify", "--on-finish"];

/**
 * The words of a command line without secrets: the values of --token, --password, --notify and --on-finish and of arguments with such a name,
 * and what `redactText` removes. A word that contains a URL is one to its end, whatever characters a password has.
 */
export function redactArgv(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    if (secretFlags.includes(argv[index - 1] ?? "")) return hidden;
    const secret = secretArgument(word);
    if (secret !== undefined) return secret;
    return word.replace(wholeUrl, (_, scheme: string, rest: string) => scheme + redactRest(rest));
  });
}

/** `--extra-args=--provider-token=…`; undefined if no argument's name says that its value is secret. */
function secretArgument(word: string): string | undefined {
  for (const argument of word.matchAll(/(?<=^|=)--?([\w.-]+)=/g)) {
    const [given, name = ""] = argument;
    // this names a secret of the cluster, and is not one
    if (!secretFlags.includes(`--${name}`) && (name === "image-pull-secret" || !secretName.test(name)))
      continue;
    return word.slice(0, argument.index + given.length) + hidden;
  }
  return undefined;
}

/** What follows the scheme: userinfo, host, path, query, fragment. */
function redactRest(rest: string): string {
  const host = userinfoEnd(rest);
  const address = host === 0 ? rest : `${hidden}@${rest.slice(host)}`;
  const query = address.search(/[?#]/);
  if (query < 0) return address;
  return address.slice(0, query) + redactText(redactParameters(address.slice(query)));
}

/** Where the host begins: 0 if there is no userinfo before it. */
function userinfoEnd(rest: string): number {
  const authority = /^[^/?#\\]*/.exec(rest)?.[0] ?? "";
  // `user:p/ss@host`: after a host's colon comes its port
  const isHost = /^(?:\[[^\]]*\]|[^:@]*)(?::\d*)?$/.test(authority);
  // in `u:p@a/b@c` the password may be `p` or `p@a/b`: hide the host rather than show a part of a password
  return isHost ? 0 : rest.lastIndexOf("@") + 1;
}

/** `?a=b&sig=…#token=…` */
function redactParameters(parameters: string): string {
  return parameters.replace(/([?#&;])([^=?#&;]*)=([^?#&;]*)/g, (whole, mark: string, name: string) =>
    secretName.test(decoded(name)) ? `${mark}${name}=${hidden}` : whole,
  );
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
