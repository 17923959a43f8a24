const subdomain = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Whether this may be the name of an object that is a DNS subdomain, as a secret's is. */
export function isSubdomain(text: string): boolean {
  return subdomain.test(text);
}

/** Whether this may be the key of a label or of a taint: `example.com/gpu`. */
export function isLabelKey(key: string): boolean {
  const [first = "", second, ...more] = key.split("/");
  if (second === undefined) return isLabelName(first);
  return more.length === 0 && isSubdomain(first) && isLabelName(second);
}

/** Whether this may be the value of a label that is not empty, or what follows the slash of its key. */
export function isLabelName(text: string): boolean {
  return /^(?=.{1,63}$)[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(text);
}
