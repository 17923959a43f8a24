const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
  "#": "&#35;",
};

/** Like Go's encoding/xml: characters that XML does not have become U+FFFD. Also, a CI system finds no `##[` that it would take as a command. */
export function xmlText(text: string): string {
  return text.replace(/[&<>"'\ufffe\uffff]|#(?=#[a-z]*\[)|\p{Cc}|\p{Surrogate}/giu, (mark) => {
    const isAllowed = mark >= "\u007f" && mark <= "\u009f";
    return escapes[mark] ?? (isAllowed ? mark : "\ufffd");
  });
}
