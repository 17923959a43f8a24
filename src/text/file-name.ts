// reserved on Windows, also with an extension
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const longest = 200;

/**
 * A name from somewhere else as the name of a file: what could lead out of a folder, or is not a name everywhere, becomes `_`. Names of
 * Kubernetes stay as they are, except for colons.
 */
export function fileName(name: string): string {
  const plain = name.replace(/[^\w.@+=-]/g, "_").slice(0, longest);
  return plain === "" ||
    /^\.+$/.test(plain) ||
    plain.endsWith(".") ||
    reserved.test(plain) ||
    plain.startsWith(".")
    ? `_${plain.replace(/\.+$/, "_")}`
    : plain;
}
