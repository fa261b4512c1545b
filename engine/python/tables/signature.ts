/** What a call of a known function or method does beyond reading its arguments. */
export interface Signature {
  /**
   * Type of the result. "self": the receiver; "first": the first argument; "view": it shows the receiver's (or the first
   * argument's) memory; "part": changing it changes the receiver; "new": unknown, but of its own.
   */
  readonly returns?: string;
  /** Changed in place: the receiver, or arguments by position. */
  readonly mutates?: "self" | readonly number[];
  /** Ambient state; `$0` is the literal text of the first argument, or its name. */
  readonly effects?: readonly string[];
  /** The result refers to the arguments (containers, lazy iterators). */
  readonly keeps?: boolean;
  /** The receiver refers to the arguments from then on. */
  readonly stores?: boolean;
  /** Why the result cannot leave the process. */
  readonly pins?: string;
  /** It may take long, whatever its library. */
  readonly slow?: boolean;
  /** It is quick, whatever its library. */
  readonly quick?: boolean;
  /** Draws from this generator unless it is given `random_state` or `seed`. */
  readonly random?: string;
}

export type Signatures = { readonly [name: string]: Signature };

/** The same signature for many names, written as one line. */
export function each(names: string, signature: Signature, prefix = ""): { [name: string]: Signature } {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [prefix + name, signature]),
  );
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
