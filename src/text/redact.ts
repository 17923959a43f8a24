/** A text without the names and passwords in its URLs: `https://…@host/`. */
export function withoutUserinfo(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s/@]*@/g, "$1…@");
}
