import { builtinMethods, sameAs } from "./builtins.ts";
import { each, type Signature, type Signatures, words } from "./signature.ts";

const self = { mutates: "self" } as const;
const fits = { mutates: "self", returns: "self", slow: true } as const;
const frame = "pandas.DataFrame";

const pandas: Signatures = {
  ...each("insert pop update", { mutates: "self", returns: "new" }),
  ...each("to_csv to_parquet to_excel to_pickle to_json to_feather to_hdf to_html to_latex to_stata", {
    returns: "new",
    effects: ["fs:write:$0"],
  }),
  to_sql: { returns: "None", effects: ["sql"] },
  to_clipboard: { returns: "None", effects: ["clipboard"] },
  sample: { returns: frame, random: "rng:np" },
  ...each(
    "plot hist boxplot plot.bar plot.line plot.scatter plot.hist plot.box plot.barh plot.pie plot.kde plot.area",
    { returns: "matplotlib.figure", effects: ["plt:figures"] },
  ),
  ...each("head tail describe info dtypes memory_usage nunique value_counts isnull isna notnull notna count copy", {
    returns: frame,
    quick: true,
  }),
  ...each("to_numpy view", { returns: "part" }),
  ...each("iterrows itertuples items iteritems", { returns: "iterator", pins: "an iterator" }),
  ...each("squeeze", { returns: "part" }),
  ...each("groupby rolling resample expanding ewm", { returns: "pandas.GroupBy", keeps: true, quick: true }),
};

const array: Signatures = {
  ...each("sort fill put resize partition setflags itemset byteswap setfield", { mutates: "self", returns: "None" }),
  ...each("reshape ravel view transpose squeeze swapaxes diagonal", { returns: "view", quick: true }),
  ...each("tofile dump", { returns: "None", effects: ["fs:write:$0"] }),
  ...each("copy astype flatten tolist mean sum min max std var item any all argmax argmin", {
    returns: "numpy.ndarray",
    quick: true,
  }),
};

const generator: Signatures = {
  shuffle: { mutates: "self", returns: "None" },
  ...each(
    `random integers choice permutation permuted normal uniform standard_normal bytes binomial poisson beta gamma exponential multivariate_normal
     lognormal laplace rand randn randint random_sample seed spawn chisquare dirichlet geometric multinomial standard_t triangular weibull zipf
     gauss sample choices randrange betavariate gammavariate shuffle_ getrandbits`,
    { mutates: "self", returns: "numpy.ndarray" },
  ),
};

const estimator: Signatures = {
  ...each("fit partial_fit set_params", fits),
  ...each("fit_transform fit_predict fit_resample", { mutates: "self", returns: "numpy.ndarray", slow: true }),
  ...each(
    "predict predict_proba predict_log_proba transform inverse_transform score decision_function get_params get_feature_names_out score_samples kneighbors apply staged_predict",
    { returns: "numpy.ndarray" },
  ),
  split: { returns: "iterator" },
};

const tensor: Signatures = {
  ...each(
    "backward requires_grad_ zero_ fill_ copy_ add_ sub_ mul_ div_ clamp_ normal_ uniform_ retain_grad detach_ index_fill_ scatter_ masked_fill_ squeeze_ unsqueeze_ t_ exponential_",
    { mutates: "self", returns: "self" },
  ),
  ...each(
    "view reshape detach numpy transpose permute squeeze unsqueeze t expand narrow flatten contiguous cpu cuda to float double half long",
    { returns: "view" },
  ),
};

const torchModule: Signatures = {
  ...each("train eval to cuda cpu half float double requires_grad_ apply", { mutates: "self", returns: "self" }),
  ...each(
    "load_state_dict zero_grad add_module register_buffer register_parameter register_forward_hook register_backward_hook",
    { mutates: "self", returns: "new" },
  ),
  ...each("parameters named_parameters children modules named_modules state_dict buffers", {
    returns: "part",
    quick: true,
  }),
};

const kerasModel: Signatures = {
  ...each("fit compile add train_on_batch load_weights build pop fit_generator", {
    mutates: "self",
    returns: "new",
    slow: true,
  }),
  ...each("predict evaluate summary get_config count_params", { returns: "numpy.ndarray", slow: true }),
  ...each("save save_weights export", { returns: "None", effects: ["fs:write:$0"] }),
};

const path: Signatures = {
  ...each("write_text write_bytes touch mkdir unlink rmdir", {
    returns: "None",
    effects: ["fs:write:$self"],
    quick: true,
  }),
  ...each("read_text read_bytes", { returns: "str", effects: ["fs:read:$self"] }),
  ...each("exists is_file is_dir stat iterdir", { returns: "new", effects: ["fs:read:$self"], quick: true }),
  ...each("glob rglob", { returns: "iterator", effects: ["fs:read:$self"], pins: "an iterator over files" }),
  ...each("rename replace", {
    returns: "pathlib.Path",
    effects: ["fs:read:$self", "fs:write:$self", "fs:write:$0"],
    quick: true,
  }),
  open: { returns: "file", effects: ["fs:$mode:$self"], pins: "an open file" },
  ...each("with_suffix with_name with_stem relative_to expanduser as_posix joinpath", { returns: "new", quick: true }),
  ...each("resolve absolute", { returns: "pathlib.Path", effects: ["cwd:read"], quick: true }),
};

const figure: Signatures = {
  savefig: { returns: "None", mutates: "self", effects: ["fs:write:$0"] },
  ...each("get_figure get_legend_handles_labels get_xticklabels get_yticklabels get_xlim get_ylim flatten ravel flat", {
    returns: "part",
    quick: true,
  }),
  ...each("twinx twiny add_subplot add_axes gca subplots add_gridspec", {
    mutates: "self",
    returns: "view",
  }),
};

const database: Signatures = {
  ...each("execute executemany executescript commit rollback close fetchone fetchall fetchmany", {
    mutates: "self",
    returns: "part",
    effects: ["sql"],
  }),
  cursor: { returns: "part" },
};

/** Methods by the type of their receiver, or by its library where that says it all. */
export const methods: { readonly [type: string]: Signatures } = {
  ...builtinMethods,
  pandas: pandas,
  "pandas.GroupBy": {
    ...each("apply transform agg aggregate filter pipe", { returns: frame }),
    ...each("plot hist boxplot", { returns: "matplotlib.figure", effects: ["plt:figures"] }),
  },
  numpy: array,
  "numpy.random.Generator": generator,
  "random.Random": {
    ...generator,
    ...each("random uniform randint choice", { mutates: "self", returns: "float" }),
    shuffle: { mutates: [0], returns: "None" },
  },
  sklearn: estimator,
  xgboost: estimator,
  lightgbm: estimator,
  catboost: estimator,
  imblearn: estimator,
  umap: estimator,
  category_encoders: estimator,
  hdbscan: estimator,
  "torch.Tensor": tensor,
  "torch.nn.Module": torchModule,
  "torch.nn": torchModule,
  torch: { ...tensor, ...torchModule },
  "torch.Optimizer": each("step zero_grad load_state_dict add_param_group", { mutates: "self", returns: "new" }),
  keras: kerasModel,
  tensorflow: kerasModel,
  pathlib: path,
  "matplotlib.figure": figure,
  "sqlite3.Connection": database,
  "sqlalchemy.Engine": database,
  "duckdb.Connection": database,
  "psycopg2.Connection": database,
  "requests.Session": each("get post put delete patch head request", {
    mutates: "self",
    returns: "new",
    effects: ["net"],
  }),
  "threading.Thread": {
    start: { mutates: "self", returns: "None", effects: ["thread"] },
    join: { mutates: "self", returns: "None" },
    ...each("terminate kill cancel", self),
  },
  "threading.Lock": each("acquire release set clear wait notify notify_all", self),
  "queue.Queue": {
    put: { mutates: "self", stores: true },
    get: { mutates: "self", returns: "part" },
    ...each("put_nowait get_nowait task_done join", self),
  },
  "concurrent.futures.Executor": {
    ...each("submit", { mutates: "self", returns: "new", effects: ["thread"] }),
    map: { returns: "iterator", pins: "an iterator" },
    ...each("shutdown", self),
  },
  "multiprocessing.Pool": {
    ...each("map starmap apply", { returns: "list", slow: true }),
    ...each("imap imap_unordered apply_async map_async", { returns: "iterator", pins: "an iterator" }),
    ...each("close terminate join", self),
  },
  "csv.writer": each("writerow writerows writeheader", { mutates: "self", returns: "None" }),
  "logging.Logger": {
    ...each("info debug warning error critical exception log", { returns: "None", quick: true }),
    ...each("setLevel addHandler removeHandler addFilter", { mutates: "self", returns: "None", effects: ["logging"] }),
  },
  "collections.Counter": { ...builtinMethods.dict },
};

/** Methods that change an object of any type that has them. */
const always = words(`
  append extend insert setdefault popitem appendleft popleft extendleft fit partial_fit fit_transform fit_predict load_state_dict zero_grad
  set_params add_trace update_layout update_traces update_xaxes update_yaxes add_subplot set_title set_xlabel set_ylabel set_xlim set_ylim
  add_node add_edge add_edges_from add_nodes_from remove_node remove_edge add_vline add_hline register_buffer discard sort reverse
  set_xticks set_yticks set_xticklabels set_yticklabels set_facecolor legend_ suptitle tight_layout difference_update intersection_update
  backward writerow writerows readline readlines compile_ __setitem__ __delitem__ __setattr__ __next__ drop_database commit
`);

/** Methods that leave any object as it is: pandas, NumPy, strings, containers, estimators, by their reference pages. */
const never = words(`
  head tail describe info mean sum min max std var median mode count nunique unique value_counts copy groupby agg aggregate apply applymap map
  predict predict_proba transform inverse_transform score decision_function items keys values get split rsplit join format lower upper strip
  lstrip rstrip replace startswith endswith astype reset_index set_index sort_values sort_index rename dropna fillna merge pivot pivot_table melt
  stack unstack isin isna isnull notna notnull query assign drop drop_duplicates duplicated corr cov cumsum cumprod cummax cummin diff shift
  pct_change quantile rank round abs clip between where mask to_numpy to_dict to_list tolist to_frame to_string to_csv to_json to_html to_markdown
  to_parquet to_excel to_pickle iterrows itertuples nlargest nsmallest idxmax idxmin reshape ravel flatten transpose dot argmax argmin argsort
  any all shape size item index find encode decode isdigit isalpha title zfill zip eq ne lt le gt ge add_prefix add_suffix explode sample
  resample rolling expanding ewm to_datetime to_period dt str cat plot hist boxplot bar line scatter summary params pvalues conf_int forecast
  evaluate get_params get_feature_names_out feature_importances_ most_common union intersection difference issubset issuperset strftime
  strptime isoformat timestamp date time total_seconds weekday isoweekday group groups match search findall finditer sub json text exists
  is_file is_dir state_dict parameters named_parameters children modules numpy detach cpu norm view_ squeeze expand_dims select_dtypes
  filter pipe combine_first crosstab swaplevel xs loc iloc at iat memory_usage equals tobytes hexdigest digest union_all log exp sqrt
  select_one select get_text find_all prettify getvalue as_posix with_suffix nodes edges neighbors degree successors predecessors
`);

const unchanged: Signature = { returns: "new" };
const changed: Signature = { mutates: "self", returns: "part", stores: true };

/** What a method does by the type of its receiver; null when nobody knows. */
export function methodOf(type: string, name: string): Signature | null {
  const known = methods[sameAs[type] ?? type] ?? undefined;
  if (known !== undefined && Object.hasOwn(known, name)) return known[name] as Signature;
  if (type.startsWith("pandas.")) return own(pandas, name) ?? { returns: frame };
  if (type.startsWith("numpy.")) return own(array, name) ?? { returns: "numpy.ndarray" };
  for (let dot = type.lastIndexOf("."); dot > 0; dot = type.lastIndexOf(".", dot - 1)) {
    const library = methods[type.slice(0, dot)];
    const found = library === undefined ? undefined : own(library, name);
    if (found !== undefined) return found;
  }
  if (type === "matplotlib.figure") return { mutates: "self", returns: "part" };
  if (known !== undefined && type !== "unknown") return null;
  if (always.has(name)) return changed;
  if (name.endsWith("_") && !name.endsWith("__") && !name.startsWith("_")) return null;
  return never.has(name) ? unchanged : null;
}

function own(table: Signatures, name: string): Signature | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
