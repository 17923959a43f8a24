const subdomain = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Whether this is a valid name for an object that is a DNS subdomain, such as a secret's. */
export function isSubdomain(text: string): boolean {
  return subdomain.test(text);
}

/** Whether this is a valid key of a label or taint: `example.com/gpu`. */
export function isLabelKey(key: string): boolean {
  const [first = "", second, ...more] = key.split("/");
  if (second === undefined) return isLabelName(first);
  return more.length === 0 && isSubdomain(first) && isLabelName(second);
}

/** Whether this is a valid, non-empty label value, or the part after the slash of a label's key. */
export function isLabelName(text: string): boolean {
  return /^(?=.{1,63}$)[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(text);
}
