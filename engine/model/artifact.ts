/** sha256 of the object's bytes, in hex: its name in the store. */
export type Digest = string;

/** A stored group: variables that share mutable objects and so travel, are versioned and are compared together. */
export interface Artifact {
  readonly names: readonly string[];
  readonly digest: Digest;
  /** Bytes of the pickle with its buffers. */
  readonly size: number;
  /** One line a name for people: type, shape, first characters. Never the value itself. */
  readonly summaries: { readonly [name: string]: string };
}
