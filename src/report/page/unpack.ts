/** The text that the page holds packed in the template of this id. Throws where the browser cannot unpack it. */
export async function unpacked(id: string): Promise<string> {
  const template = document.getElementById(id);
  const packed = template instanceof HTMLTemplateElement ? (template.content.textContent ?? "") : "";
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
