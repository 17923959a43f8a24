/** The text that the page contains compressed in the template with this id. Throws if the browser cannot decompress it. */
export async function unpacked(id: string): Promise<string> {
  const template = document.getElementById(id);
  const packed = template instanceof HTMLTemplateElement ? (template.content.textContent ?? "") : "";
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
