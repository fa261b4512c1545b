/** Names under which random generators travel like variables. A draw leaves a trace: it reads and changes one. */
export const generators = ["<rng.py>", "<rng.np>", "<rng.torch>"] as const;

/** State outside of variables that any cell may depend on without a trace. */
export const silentAmbient = ["<cwd>", "<env>", "<sys.path>", "<pandas.options>", "<mpl.rc>"] as const;

/** All state that travels wherever a step changed it. Warnings filters matter only to who shows warnings. */
export const ambientState = [...generators, ...silentAmbient, "<warnings>"] as const;
