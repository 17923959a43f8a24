import { SaxesParser } from "saxes";

/**
 * The texts in a small XML document, by the path of their element: `Error/Code`. Undefined if it is not well-formed, or has a document type.
 */
export function textsIn(xml: string): ReadonlyMap<string, readonly string[]> | undefined {
  const found = new Map<string, string[]>();
  const open: { name: string; text: string }[] = [];
  let isBad = false;
  const parser = new SaxesParser();
  parser.on("error", () => {
    isBad = true;
  });
  parser.on("doctype", () => {
    isBad = true;
  });
  parser.on("opentag", ({ name }) => {
    open.push({ name, text: "" });
    if (open.length > 20) isBad = true;
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on("closetag", () => {
    const path = open.map(({ name }) => name).join("/");
    const text = open.pop()?.text ?? "";
    const texts = found.get(path) ?? [];
    texts.push(text);
    found.set(path, texts);
  });
  parser.write(xml);
  if (!isBad) parser.close();
  return isBad ? undefined : found;
}
