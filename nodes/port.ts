/** What can flow through a port: a Python value of some kind, or only the order in which things run. */
export type PortKind = "value" | "order";

/** A named input or output of a node type. Ports of code cells are not declared: they are the names the code uses. */
export interface Port {
  readonly name: string;
  readonly kind: PortKind;
  /** One line for people: what is expected or given here. */
  readonly description: string;
  /** True when the node cannot do without it. */
  readonly required: boolean;
}
