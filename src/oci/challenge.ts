/** What a registry wants to see first: `WWW-Authenticate`. */
export type Challenge =
  | { readonly kind: "basic" }
  | { readonly kind: "bearer"; readonly realm: string; readonly service: string | undefined };

/** The first challenge of a header that can be met; Bearer is preferred. Undefined if there is none. */
export function readChallenge(header: string): Challenge | undefined {
  const bearer = /(?:^|,)\s*Bearer\s+(.*)$/is.exec(header)?.[1];
  if (bearer !== undefined) {
    const fields = new Map(
      [...bearer.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)].map(
        ([, name = "", quoted, word = ""]) => [name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? word],
      ),
    );
    const realm = fields.get("realm");
    if (realm !== undefined && URL.canParse(realm))
      return { kind: "bearer", realm, service: fields.get("service") };
  }
  return /(?:^|,)\s*Basic\b/i.test(header) ? { kind: "basic" } : undefined;
}
