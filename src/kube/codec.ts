/** How objects of one kind are requested and read. The data may be anything: reading throws an AnswerError if it is not usable. */
export interface Codec<T> {
  readonly accept: string;
  /** The objects of a list, or of one page of it. */
  items(list: unknown): T[];
  /** The object of a watch event; undefined if the event has none. */
  item(object: unknown): T | undefined;
  uid(item: T): string;
  version(item: T): string;
}
