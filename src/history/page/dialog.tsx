import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Something whole, over the page; Escape and a click beside it close it. */
export function Dialog({
  title,
  state,
  tone,
  href,
  onClose,
  children,
}: {
  readonly title: string;
  /** How it stands, above the title. */
  readonly state: string;
  readonly tone: string;
  /** Where more about it is. */
  readonly href?: { readonly to: string; readonly words: string } | undefined;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // it leaves the top of the page with its element; to close it here would also close what comes in its place
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    heading.current?.focus();
    if (dialog.current !== null) dialog.current.scrollTop = 0;
  }, [title]);
  return (
    <dialog ref={dialog} class="detail" aria-labelledby="detail-title" closedby="any" onClose={onClose}>
      <div class="titlebar">
        <p class={`state ${tone}`}>{state}</p>
        {href === undefined ? null : (
          <a class="button" href={href.to}>
            {href.words}
          </a>
        )}
        <button type="button" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </div>
      <h2 id="detail-title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** Facts as a list of terms. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, string | undefined])[] }) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) =>
        value === undefined || value === "" ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
