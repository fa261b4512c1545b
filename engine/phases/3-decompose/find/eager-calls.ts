/** Calls that use a function or a generator which they are given before they return, and do not keep it. */
export const eagerFunctions: ReadonlySet<string> = new Set(
  `sorted min max sum any all list tuple set dict frozenset next reduce fsum prod mean median apply_along_axis
  fromiter curve_fit minimize minimize_scalar least_squares quad dblquad solve_ivp odeint brentq root fsolve newton nlargest nsmallest`.split(
    /\s+/,
  ),
);

/** Methods that do so. */
export const eagerMethods: ReadonlySet<string> = new Set(
  `apply map applymap agg aggregate transform assign filter sort join update extend sort_values sort_index rename sub subn fromkeys pipe
  combine where mask count reduce accumulate nlargest nsmallest`.split(/\s+/),
);

/** Calls that wait until they are asked: they count as what asks them. */
export const lazyFunctions: ReadonlySet<string> = new Set(["map", "filter", "zip", "enumerate", "reversed", "iter"]);

/** Names that look at the frame or the terminal that they are used in. */
export const lookingNames: ReadonlySet<string> = new Set(
  "locals globals vars dir eval exec super get_ipython breakpoint __annotations__".split(" "),
);
