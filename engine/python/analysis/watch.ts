import type { SyntaxNode } from "../parser.ts";
import type { FunctionValue, Value } from "./value.ts";

/**
 * Looks on while statements are followed, and is told what a record does not keep. `at` is the piece of the cell that
 * does it: of what happens inside a function, the call that led there.
 */
export interface Watch {
  /** A name of the module is asked for; `by` is the definition of the function or class that asks, null for the statements. */
  read(name: string, at: SyntaxNode, by: SyntaxNode | null, sure: boolean): void;
  /** A name of the module is bound or taken away. */
  bind(name: string, at: SyntaxNode, by: SyntaxNode | null): void;
  /** Memory is changed in place, or may be. */
  change(value: Value, at: SyntaxNode, sure: boolean): void;
  /** Something is called of which nobody knows what it does. */
  stranger(callee: string, at: SyntaxNode): void;
  /** A method of an object that nobody knows is taken for what methods of its name do. */
  guess(self: Value, method: string, callee: string, at: SyntaxNode): void;
  /** A function of the notebook is followed into its body. */
  follow(fn: FunctionValue): void;
  /** A function is not followed: it calls itself, or calls go too deep. */
  unfollowed(fn: FunctionValue, args: readonly Value[], at: SyntaxNode, again: boolean): void;
  /** An expression was evaluated. */
  value(node: SyntaxNode, value: Value): void;
  /** A statement of the cell was executed. */
  after(statement: SyntaxNode): void;
}

/** Stands for memory of which nobody knows whose it is: what a function that is called out of sight gets. */
export const anybodys = 0;
