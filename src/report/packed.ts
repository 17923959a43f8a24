import { promisify } from "node:util";
import { gzip } from "node:zlib";

const packed = promisify(gzip);

/** Text, or its UTF-8, for a page's script, compressed, in an element that shows nothing; `page/unpack.ts` reads it. */
export async function packedTemplate(id: string, text: string | Buffer): Promise<string> {
  return `<template id="${id}">${(await packed(text, { level: 6 })).toString("base64")}</template>`;
}
