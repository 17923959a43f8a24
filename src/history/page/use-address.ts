import { useEffect, useRef, useState } from "preact/hooks";
import { type Address, addressHash, readAddress } from "./address.ts";

/** The state in the address, and what changes it. */
export function useAddress(): readonly [Address, (change: Partial<Address>) => void] {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  const now = useRef(address);
  now.current = address;
  useEffect(() => {
    const onHash = () => {
      // the anchors of the page's own sections are not for here
      if (!/^#[a-z-]+$/.test(location.hash)) setAddress(readAddress(location.hash));
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  const go = (change: Partial<Address>) => {
    const next = { ...now.current, ...change };
    now.current = next;
    setAddress(next);
    const hash = addressHash(next);
    history.replaceState(null, "", hash === "" ? location.href.replace(/#.*/, "") : hash);
  };
  return [address, go];
}
