/** Something in a text that should not be published. */
export interface Leak {
  readonly kind: "secret" | "address";
  /** What it is: `a JSON web token`. */
  readonly what: string;
  /** Its line, from 1. */
  readonly line: number;
}

interface Pattern {
  readonly kind: Leak["kind"];
  readonly what: string;
  readonly find: RegExp;
}

// each is linear in the text's length
const patterns: readonly Pattern[] = [
  { kind: "secret", what: "a private key", find: /-----BEGIN (?:[A-Z]{1,12} ){0,2}PRIVATE KEY-----/g },
  {
    kind: "secret",
    what: "a JSON web token",
    find: /\beyJ[A-Za-z0-9_-]{10,4096}\.eyJ[A-Za-z0-9_-]{10,8192}\.[A-Za-z0-9_-]{10,4096}/g,
  },
  { kind: "secret", what: "a bearer token", find: /(?<=\bBearer )[A-Za-z0-9._~+/=-]{16,4096}/gi },
  { kind: "secret", what: "an access key of AWS", find: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  {
    kind: "secret",
    what: "a token of GitHub",
    find: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,255})\b/g,
  },
  { kind: "secret", what: "a token of Hugging Face", find: /\bhf_[A-Za-z0-9]{30,64}\b/g },
  { kind: "secret", what: "an API key of NVIDIA", find: /\bnvapi-[A-Za-z0-9_-]{40,128}/g },
  { kind: "secret", what: "an API key of Google", find: /\bAIza[A-Za-z0-9_-]{35}/g },
  {
    kind: "secret",
    what: "the key or token of a kubeconfig",
    find: /(?<=\b(?:client-key-data|token):\s{1,4}"?)[A-Za-z0-9+/=._-]{20,16384}/g,
  },
  {
    kind: "secret",
    what: "a password",
    find: /(?<=\b(?:password|passwd|secret_key|api_key)["']?\s{0,4}[:=]\s{0,4}["']?)(?!\$|<|\*|\.{3}|…|null\b|true\b|false\b)[^\s"',;<>]{8,256}/gi,
  },
  {
    kind: "address",
    what: "an internal address",
    find: /(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2})(?![\d.]*\d)/g,
  },
  {
    kind: "address",
    what: "the name of an internal host",
    find: /(?<![\w.-])[a-z0-9](?:[a-z0-9-]{0,62}\.){1,8}(?:internal|corp|lan|intranet)(?![\w.-])/gi,
  },
];

/** Tokens, keys, passwords and internal addresses in a text, at most `most` of them, in the order of the lines. */
export function leaksIn(text: string, most = 100): Leak[] {
  const found: { readonly at: number; readonly kind: Leak["kind"]; readonly what: string }[] = [];
  for (const { kind, what, find } of patterns) {
    let count = 0;
    for (const { index } of text.matchAll(find)) {
      found.push({ at: index, kind, what });
      if (++count === most) break;
    }
  }
  let line = 1;
  let from = 0;
  return found
    .sort((one, other) => one.at - other.at)
    .slice(0, most)
    .map(({ at, kind, what }) => {
      for (let next = text.indexOf("\n", from); next >= 0 && next < at; next = text.indexOf("\n", from)) {
        line++;
        from = next + 1;
      }
      return { kind, what, line };
    });
}

/** The text with each of them replaced by a word in brackets that says what it was. */
export function withoutLeaks(text: string): string {
  return replaced(text, patterns);
}

/** The text with each token, key and password in it replaced, and its addresses left. */
export function withoutSecrets(text: string): string {
  return replaced(
    text,
    patterns.filter(({ kind }) => kind === "secret"),
  );
}

function replaced(text: string, found: readonly Pattern[]): string {
  const whole = text.replace(
    /-----BEGIN ((?:[A-Z]{1,12} ){0,2})PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/g,
    "[a private key]",
  );
  return found.reduce((rest, { find, what }) => rest.replace(find, `[${what}]`), whole);
}
