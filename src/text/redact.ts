const hidden = "…";

// the schemes of which a URL's parser takes `https:/host` and `https:\\host` as well (https://url.spec.whatwg.org/#special-scheme),
// and any other with `//`; it goes on to the next blank or quotation mark
const url = /((?:https?|wss?|ftp):[/\\]{1,8}|[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s"<>`]*)/gi;
const wholeUrl = /((?:https?|wss?|ftp):[/\\]{1,8}|[a-z][a-z0-9+.-]{0,30}:\/\/)(.*)/is;

/** What in a parameter's name says that its value gives access: `X-Amz-Signature`, `sig`, `access_token`. */
const secretName =
  /token|secret|signature|passw|pwd|credential|api[-_.]?key|access[-_.]?key|^(?:sig|key|code|auth|authorization|jwt|session|policy)$/i;

/**
 * A text without what in its URLs gives access: user names and passwords, signatures and tokens in queries and fragments. An address in a
 * text ends at a blank or a quotation mark; a password is taken to go on to the last `@` before that.
 */
export function redactText(text: string): string {
  return text.replace(url, (_, scheme: string, rest: string) => scheme + redactRest(rest));
}

/**
 * The words of a command line without the secrets among them: the values of --token and --password and of arguments with such a name,
 * and what `redactText` takes out. A word that holds a URL is one to its end, whatever characters a password has.
 */
export function redactArgv(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    if (argv[index - 1] === "--token" || argv[index - 1] === "--password") return hidden;
    const secret = secretArgument(word);
    if (secret !== undefined) return secret;
    return word.replace(wholeUrl, (_, scheme: string, rest: string) => scheme + redactRest(rest));
  });
}

/** `--extra-args=--provider-token=…`; undefined where no name of an argument says that its value is secret. */
function secretArgument(word: string): string | undefined {
  for (const argument of word.matchAll(/(?<=^|=)--?([\w.-]+)=/g)) {
    const [given, name = ""] = argument;
    // it names a secret of the cluster, and is none
    if (name === "image-pull-secret" || !secretName.test(name)) continue;
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

/** Where the host begins: 0 where there is no userinfo before it. */
function userinfoEnd(rest: string): number {
  const authority = /^[^/?#\\]*/.exec(rest)?.[0] ?? "";
  // `user:p/ss@host`: what is behind a host's colon would be its port
  const isHost = /^(?:\[[^\]]*\]|[^:@]*)(?::\d*)?$/.test(authority);
  // in `u:p@a/b@c` the password may be `p` or `p@a/b`: rather the host is not shown than a part of a password
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
