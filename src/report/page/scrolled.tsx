import type { ComponentChildren, Ref } from "preact";

/** A part of the page with words of its own that scrolls in itself. */
export function Scrolled({
  label,
  children,
  place,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly place?: Ref<HTMLElement>;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard too
    <section ref={place ?? null} class="scrolled" tabIndex={0} aria-label={label}>
      <pre>{children}</pre>
    </section>
  );
}
