const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Why this cannot be the name of a plugin, which is also a part of the names and labels of its pods; undefined if it can. */
export function nameFault(name: string): string | undefined {
  if (name === "") return "is missing";
  if (name === "sonobuoy")
    return '"sonobuoy" is reserved: it stands for the cluster\'s health in the results';
  if (!subdomain.test(name))
    return `${JSON.stringify(name)} is not a name; expected lower-case letters, digits, "-" and "."`;
  return name.length > 63 ? "is longer than 63 characters, the most that a label takes" : undefined;
}
