import { each, type Signatures, words } from "./signature.ts";

/** Libraries whose functions leave their arguments alone unless the table below says otherwise, by their own documentation. */
export const gentle = words(`
  numpy pandas scipy sklearn math cmath statistics itertools functools operator collections json re datetime time random string decimal fractions
  typing dataclasses enum abc copy glob os pathlib matplotlib seaborn plotly altair bokeh IPython warnings logging sys calendar hashlib base64
  textwrap pprint uuid platform inspect types csv io pickle gzip zipfile tarfile tempfile shutil statsmodels xgboost lightgbm catboost networkx
  polars pyarrow dask torch torchvision torchaudio tensorflow keras jax transformers datasets tqdm requests urllib bs4 lxml yaml PIL cv2 skimage
  nltk spacy gensim sympy numba joblib heapq bisect secrets html unicodedata difflib locale getpass argparse contextlib struct zlib bz2 lzma
  importlib traceback timeit array weakref numbers ast ipywidgets tabulate folium geopandas shapely xarray h5py missingno wordcloud imblearn
  category_encoders optuna shap psutil cycler mpl_toolkits patsy prettytable rich termcolor einops sentence_transformers tokenizers mlxtend
  cellweave yellowbrick umap hdbscan prophet pmdarima plotnine squarify dateutil pytz openpyxl xlrd builtins statsforecast librosa soundfile
`);

/** Libraries that are quick to call whatever the arguments. */
export const quick = words(`
  math cmath operator collections datetime string typing dataclasses enum abc pathlib warnings logging sys calendar os re textwrap pprint uuid
  platform types IPython functools itertools copy json random decimal fractions contextlib html unicodedata locale builtins inspect base64 struct
`);

const npDraws = `rand randn randint random random_sample ranf sample choice permutation normal uniform standard_normal binomial poisson beta gamma
  exponential multivariate_normal lognormal laplace logistic chisquare dirichlet f geometric gumbel hypergeometric logseries multinomial
  negative_binomial noncentral_chisquare noncentral_f pareto power rayleigh standard_cauchy standard_exponential standard_gamma standard_t
  triangular vonmises wald weibull zipf bytes random_integers`;
const pyDraws = `random randint randrange choice choices sample uniform gauss normalvariate triangular betavariate expovariate gammavariate
  lognormvariate vonmisesvariate paretovariate weibullvariate getrandbits randbytes binomialvariate`;
const torchDraws = `rand randn randint randperm normal bernoulli multinomial poisson rand_like randn_like randint_like`;
const figures = { effects: ["plt:figures"] } as const;
const net = { effects: ["net"] } as const;
const shell = { effects: ["shell"], slow: true } as const;
const clock = { effects: ["time"], quick: true } as const;
const frame = "pandas.DataFrame";
const reads = { returns: frame, effects: ["fs:read:$0"] } as const;
const writes = { returns: "None", effects: ["fs:write:$0"] } as const;

/** Functions by full path: what the libraries' reference pages say of state, arguments and results. */
export const functions: Signatures = {
  // numpy
  ...each(npDraws, { returns: "numpy.ndarray", effects: ["rng:np"] }, "numpy.random."),
  "numpy.random.shuffle": { returns: "None", mutates: [0], effects: ["rng:np"] },
  ...each("seed set_state get_state", { returns: "None", effects: ["rng:np"], quick: true }, "numpy.random."),
  ...each(
    "default_rng Generator RandomState",
    { returns: "numpy.random.Generator", quick: true, random: "entropy" },
    "numpy.random.",
  ),
  ...each("put place putmask copyto fill_diagonal", { returns: "None", mutates: [0] }, "numpy."),
  ...each("add.at subtract.at multiply.at", { returns: "None", mutates: [0] }, "numpy."),
  ...each(
    "asarray asanyarray ravel reshape squeeze transpose swapaxes moveaxis atleast_1d atleast_2d expand_dims broadcast_to flip diagonal",
    { returns: "view" },
    "numpy.",
  ),
  ...each(
    "array zeros ones empty full arange linspace eye identity zeros_like ones_like empty_like full_like logspace",
    { returns: "numpy.ndarray", quick: true },
    "numpy.",
  ),
  ...each("load loadtxt genfromtxt fromfile memmap", { returns: "numpy.ndarray", effects: ["fs:read:$0"] }, "numpy."),
  ...each("save savez savez_compressed savetxt", writes, "numpy."),
  ...each(
    "set_printoptions seterr seterrcall set_string_function",
    { returns: "None", effects: ["numpy:options"], quick: true },
    "numpy.",
  ),
  "numpy.nditer": { returns: "iterator", pins: "a NumPy iterator" },
  "numpy.vectorize": { returns: "new", keeps: true, quick: true },
  // pandas
  ...each(
    "read_csv read_table read_excel read_json read_parquet read_pickle read_feather read_hdf read_fwf read_html read_xml read_orc read_stata read_sas read_spss",
    reads,
    "pandas.",
  ),
  ...each("read_sql read_sql_query read_sql_table read_gbq", { returns: frame, effects: ["sql"] }, "pandas."),
  "pandas.read_clipboard": { returns: frame, effects: ["clipboard"] },
  ...each("DataFrame", { returns: frame, quick: true }, "pandas."),
  ...each("Series", { returns: "pandas.Series", quick: true }, "pandas."),
  ...each(
    "concat merge melt pivot pivot_table get_dummies json_normalize crosstab cut qcut merge_asof merge_ordered wide_to_long",
    { returns: frame },
    "pandas.",
  ),
  ...each(
    "to_datetime to_numeric to_timedelta date_range Categorical factorize unique",
    { returns: "pandas.Series" },
    "pandas.",
  ),
  ...each("set_option reset_option", { returns: "None", effects: ["pandas:options"], quick: true }, "pandas."),
  ...each("get_option option_context describe_option", { returns: "new", quick: true }, "pandas."),
  "pandas.ExcelWriter": { returns: "file", effects: ["fs:write:$0"], pins: "an open Excel writer" },
  "pandas.ExcelFile": { returns: "file", effects: ["fs:read:$0"], pins: "an open Excel file" },
  "pandas.HDFStore": { returns: "file", effects: ["fs:write:$0"], pins: "an open HDF store" },
  // random, os, sys and the rest of the standard library
  ...each(pyDraws, { returns: "float", effects: ["rng:py"], quick: true }, "random."),
  "random.shuffle": { returns: "None", mutates: [0], effects: ["rng:py"], quick: true },
  ...each("seed setstate getstate", { returns: "None", effects: ["rng:py"], quick: true }, "random."),
  "random.Random": { returns: "random.Random", quick: true, random: "entropy" },
  ...each("chdir fchdir", { returns: "None", effects: ["cwd:write"], quick: true }, "os."),
  ...each("getcwd getcwdb", { returns: "str", effects: ["cwd:read"], quick: true }, "os."),
  "os.getenv": { returns: "str", effects: ["env:read:$0"], quick: true },
  ...each("putenv unsetenv", { returns: "None", effects: ["env:write:$0"], quick: true }, "os."),
  ...each("system popen execv execvp spawnl posix_spawn startfile", shell, "os."),
  ...each(
    "mkdir makedirs remove unlink rmdir removedirs truncate mkfifo",
    { returns: "None", effects: ["fs:write:$0"], quick: true },
    "os.",
  ),
  ...each(
    "rename renames replace link symlink",
    { returns: "None", effects: ["fs:read:$0", "fs:write:$0", "fs:write:$1"], quick: true },
    "os.",
  ),
  ...each("listdir scandir walk stat access lstat", { returns: "list", effects: ["fs:read:$0"], quick: true }, "os."),
  ...each(
    "exists isfile isdir getsize getmtime lexists islink",
    { returns: "bool", effects: ["fs:read:$0"], quick: true },
    "os.path.",
  ),
  ...each("join basename dirname splitext split normpath expanduser", { returns: "str", quick: true }, "os.path."),
  ...each("abspath realpath relpath", { returns: "str", effects: ["cwd:read"], quick: true }, "os.path."),
  ...each("_exit abort kill", { returns: "None", effects: ["exit"] }, "os."),
  ...each("fork forkpty", { returns: "int", effects: ["thread"] }, "os."),
  "os.urandom": { returns: "bytes", effects: ["entropy"], quick: true },
  "sys.exit": { returns: "None", effects: ["exit"] },
  ...each("setrecursionlimit settrace setprofile", { returns: "None", effects: ["sys:settings"], quick: true }, "sys."),
  ...each("time time_ns", clock, "time."),
  ...each(
    "perf_counter perf_counter_ns monotonic monotonic_ns process_time process_time_ns thread_time",
    clock,
    "time.",
  ),
  ...each("ctime localtime gmtime strftime", clock, "time."),
  ...each("defaultdict", { returns: "collections.defaultdict", keeps: true, quick: true }, "collections."),
  ...each("deque", { returns: "collections.deque", keeps: true, quick: true }, "collections."),
  "time.sleep": { returns: "None", slow: true },
  ...each("datetime.now datetime.today datetime.utcnow date.today", clock, "datetime."),
  ...each("Timestamp.now Timestamp.today Timestamp.utcnow", clock, "pandas."),
  ...each("uuid1 uuid4", { returns: "new", effects: ["entropy"], quick: true }, "uuid."),
  ...each(
    "token_bytes token_hex token_urlsafe randbelow choice randbits",
    { returns: "new", effects: ["entropy"], quick: true },
    "secrets.",
  ),
  ...each(
    "simplefilter filterwarnings resetwarnings",
    { returns: "None", effects: ["warnings"], quick: true },
    "warnings.",
  ),
  ...each("warn", { returns: "None", quick: true }, "warnings."),
  ...each(
    "basicConfig disable captureWarnings setLoggerClass addLevelName",
    { returns: "None", effects: ["logging"], quick: true },
    "logging.",
  ),
  "logging.getLogger": { returns: "logging.Logger", quick: true },
  ...each("run call check_call check_output Popen getoutput getstatusoutput", shell, "subprocess."),
  ...each("Thread Timer", { returns: "threading.Thread", keeps: true, quick: true, pins: "a thread" }, "threading."),
  ...each(
    "Lock RLock Semaphore BoundedSemaphore Condition Event Barrier local",
    { returns: "threading.Lock", quick: true, pins: "a lock" },
    "threading.",
  ),
  "_thread.start_new_thread": { returns: "int", effects: ["thread"] },
  ...each(
    "create_task ensure_future",
    { returns: "asyncio.Task", effects: ["thread"], pins: "a running task" },
    "asyncio.",
  ),
  ...each(
    "get_event_loop new_event_loop get_running_loop",
    { returns: "asyncio.Loop", pins: "an event loop" },
    "asyncio.",
  ),
  ...each("Process", { returns: "threading.Thread", keeps: true, pins: "a process" }, "multiprocessing."),
  ...each("Pool", { returns: "multiprocessing.Pool", slow: true, pins: "a pool of processes" }, "multiprocessing."),
  ...each(
    "Queue Pipe Manager Lock Value Array",
    { returns: "multiprocessing.Queue", pins: "a handle shared between processes" },
    "multiprocessing.",
  ),
  ...each(
    "ThreadPoolExecutor ProcessPoolExecutor",
    { returns: "concurrent.futures.Executor", pins: "a pool of workers" },
    "concurrent.futures.",
  ),
  ...each(
    "Queue SimpleQueue LifoQueue PriorityQueue",
    { returns: "queue.Queue", quick: true, pins: "a queue with a lock" },
    "queue.",
  ),
  ...each("copy", { returns: "new", keeps: true, quick: true }, "copy."),
  ...each("deepcopy", { returns: "new", quick: true }, "copy."),
  ...each("heappush heappop heapify heapreplace heappushpop", { returns: "part", mutates: [0], quick: true }, "heapq."),
  ...each("insort insort_left insort_right", { returns: "None", mutates: [0], quick: true }, "bisect."),
  ...each("dump", { returns: "None", mutates: [1] }, "json."),
  ...each("dump", { returns: "None", mutates: [1] }, "pickle."),
  ...each("load", { returns: "new", mutates: [0] }, "json."),
  ...each("load", { returns: "new", mutates: [0] }, "pickle."),
  ...each("dump", { returns: "None", mutates: [1] }, "yaml."),
  ...each("safe_load load", { returns: "new", mutates: [0] }, "yaml."),
  ...each("fork branch use stage", { returns: "new", quick: true }, "cellweave."),
  "cellweave.each": { returns: "first", quick: true },
  ...each("dump", { returns: "None", effects: ["fs:write:$1"] }, "joblib."),
  ...each("load", { returns: "new", effects: ["fs:read:$0"] }, "joblib."),
  ...each("reader DictReader", { returns: "iterator", keeps: true, pins: "a reader of an open file" }, "csv."),
  ...each("writer DictWriter", { returns: "csv.writer", keeps: true, pins: "a writer to an open file" }, "csv."),
  ...each("open", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open file" }, "io."),
  ...each("open GzipFile", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open file" }, "gzip."),
  ...each("open", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open file" }, "bz2."),
  ...each("open", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open file" }, "lzma."),
  ...each("open", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open file" }, "codecs."),
  ...each("ZipFile", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open archive" }, "zipfile."),
  ...each("open TarFile", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open archive" }, "tarfile."),
  ...each("File", { returns: "file", effects: ["fs:$mode:$0"], pins: "an open HDF5 file" }, "h5py."),
  ...each("StringIO BytesIO", { returns: "io.StringIO", quick: true }, "io."),
  ...each(
    "NamedTemporaryFile TemporaryFile SpooledTemporaryFile",
    { returns: "file", effects: ["entropy"], pins: "an open file" },
    "tempfile.",
  ),
  ...each("mkdtemp mktemp mkstemp TemporaryDirectory", { returns: "new", effects: ["entropy"] }, "tempfile."),
  ...each("copy copyfile copy2 copytree", { returns: "str", effects: ["fs:read:$0", "fs:write:$1"] }, "shutil."),
  ...each("move", { returns: "str", effects: ["fs:read:$0", "fs:write:$0", "fs:write:$1"] }, "shutil."),
  ...each("rmtree", { returns: "None", effects: ["fs:write:$0"] }, "shutil."),
  ...each("make_archive", { returns: "str", effects: ["fs:write:$0", "fs:read:$2"] }, "shutil."),
  ...each("unpack_archive", { returns: "None", effects: ["fs:read:$0", "fs:write:$1"] }, "shutil."),
  ...each("glob", { returns: "list", effects: ["fs:read:$0"] }, "glob."),
  "glob.iglob": { returns: "iterator", effects: ["fs:read:$0"], pins: "an iterator over files" },
  "pathlib.Path.home": { returns: "pathlib.Path", quick: true },
  "pathlib.Path.cwd": { returns: "pathlib.Path", effects: ["cwd:read"], quick: true },
  "sqlite3.connect": { returns: "sqlite3.Connection", effects: ["fs:read:$0"], pins: "a database connection" },
  ...each("create_engine connect", { returns: "sqlalchemy.Engine", pins: "a database connection" }, "sqlalchemy."),
  "duckdb.connect": { returns: "duckdb.Connection", pins: "a database connection" },
  ...each("sql query execute", { returns: "new", effects: ["sql"] }, "duckdb."),
  ...each("connect", { returns: "psycopg2.Connection", pins: "a database connection" }, "psycopg2."),
  "socket.socket": { returns: "socket.socket", effects: ["net"], pins: "a socket" },
  ...each("get post put delete patch head options request", net, "requests."),
  "requests.Session": { returns: "requests.Session", pins: "a live session" },
  ...each("get post put delete patch head stream", net, "httpx."),
  ...each("Client AsyncClient", { returns: "requests.Session", pins: "a live session" }, "httpx."),
  "aiohttp.ClientSession": { returns: "requests.Session", pins: "a live session" },
  ...each("urlopen", net, "urllib.request."),
  "urllib.request.urlretrieve": { returns: "new", effects: ["net", "fs:write:$1"] },
  "wget.download": { returns: "str", effects: ["net", "shell"] },
  "importlib.reload": { returns: "self", effects: ["dynamic"] },
  ...each(
    "chain islice product permutations combinations cycle count repeat accumulate starmap takewhile dropwhile groupby tee zip_longest compress filterfalse pairwise",
    { returns: "iterator", keeps: true, quick: true, pins: "an iterator" },
    "itertools.",
  ),
  ...each(
    "partial lru_cache cache wraps cached_property singledispatch",
    { returns: "function", keeps: true, quick: true },
    "functools.",
  ),
  "functools.reduce": { returns: "new" },
  ...each("set_trace", { effects: ["stdin"] }, "pdb."),
  ...each("getpass", { returns: "str", effects: ["stdin"] }, "getpass."),
  ...each("setlocale", { returns: "str", effects: ["sys:settings"] }, "locale."),
  ...each("collect enable disable", { returns: "int", quick: true }, "gc."),
  ...each(
    "display clear_output HTML Markdown Image Javascript SVG Math Latex Audio Video IFrame",
    { returns: "new", effects: ["display"], quick: true },
    "IPython.display.",
  ),
  ...each("set_matplotlib_formats", { returns: "None", effects: ["mpl:backend"] }, "IPython.display."),
  ...each(
    "tqdm trange tqdm_notebook notebook.tqdm auto.tqdm autonotebook.tqdm notebook.trange auto.trange",
    { returns: "iterator", keeps: true, pins: "a progress bar" },
    "tqdm.",
  ),
  "tqdm.tqdm.pandas": { returns: "None", effects: ["pandas:options"] },
  ...each(
    "open",
    { returns: "PIL.Image", effects: ["fs:read:$0"], pins: "an image whose file is still open" },
    "PIL.Image.",
  ),
  ...each("imread VideoCapture", { returns: "numpy.ndarray", effects: ["fs:read:$0"] }, "cv2."),
  ...each("imwrite", writes, "cv2."),
  ...each("imread", { returns: "numpy.ndarray", effects: ["fs:read:$0"] }, "skimage.io."),
  ...each("imsave", writes, "skimage.io."),
  ...each("safe_load", { returns: "new", mutates: [0] }, "tomllib."),
  // matplotlib and friends
  ...each("savefig imsave", { effects: ["plt:figures", "fs:write:$0"] }, "matplotlib.pyplot."),
  ...each("imread", { returns: "numpy.ndarray", effects: ["fs:read:$0"] }, "matplotlib.pyplot."),
  ...each(
    "subplots figure gca gcf subplot axes subplot_mosaic",
    { returns: "matplotlib.figure", effects: ["plt:figures"] },
    "matplotlib.pyplot.",
  ),
  ...each(
    "style.use rc rcdefaults xkcd set_cmap rc_context",
    { effects: ["mpl:rc"], quick: true },
    "matplotlib.pyplot.",
  ),
  ...each("rc rcdefaults rc_file rc_context style.use", { effects: ["mpl:rc"], quick: true }, "matplotlib."),
  ...each("use", { effects: ["mpl:backend"], quick: true }, "matplotlib."),
  ...each("switch_backend ion ioff", { effects: ["mpl:backend"], quick: true }, "matplotlib.pyplot."),
  ...each("get_cmap colormaps get_backend", { returns: "new", quick: true }, "matplotlib.pyplot."),
  ...each(
    "set set_theme set_style set_context set_palette reset_defaults set_color_codes despine",
    { effects: ["mpl:rc"], quick: true },
    "seaborn.",
  ),
  "seaborn.despine": figures,
  "seaborn.load_dataset": { returns: frame, effects: ["net"] },
  ...each("color_palette axes_style plotting_context get_dataset_names", { returns: "new", quick: true }, "seaborn."),
  ...each(
    "plotting.scatter_matrix plotting.parallel_coordinates plotting.autocorrelation_plot plotting.lag_plot",
    figures,
    "pandas.",
  ),
  ...each("register_matplotlib_converters plotting.register_matplotlib_converters", { effects: ["mpl:rc"] }, "pandas."),
  // scikit-learn
  ...each("train_test_split", { returns: "list", random: "rng:np" }, "sklearn.model_selection."),
  ...each("shuffle resample", { returns: "list", random: "rng:np" }, "sklearn.utils."),
  ...each(
    "make_blobs make_classification make_regression make_moons make_circles make_swiss_roll make_s_curve make_friedman1 make_low_rank_matrix",
    { returns: "tuple", random: "rng:np" },
    "sklearn.datasets.",
  ),
  ...each(
    "fetch_openml fetch_california_housing fetch_20newsgroups fetch_lfw_people fetch_olivetti_faces fetch_covtype",
    { returns: "new", effects: ["net"] },
    "sklearn.datasets.",
  ),
  ...each(
    "cross_val_score cross_validate cross_val_predict learning_curve validation_curve",
    { returns: "numpy.ndarray", slow: true },
    "sklearn.model_selection.",
  ),
  "sklearn.set_config": { returns: "None", effects: ["sklearn:options"] },
  "sklearn.inspection.permutation_importance": { returns: "new", random: "rng:np" },
  // torch, tensorflow, keras, jax
  ...each(torchDraws, { returns: "torch.Tensor", effects: ["rng:torch"] }, "torch."),
  ...each(
    "manual_seed seed initial_seed set_rng_state cuda.manual_seed cuda.manual_seed_all random.manual_seed",
    { returns: "None", effects: ["rng:torch"], quick: true },
    "torch.",
  ),
  ...each("load", { returns: "new", effects: ["fs:read:$0"] }, "torch."),
  ...each("save", { returns: "None", effects: ["fs:write:$1"] }, "torch."),
  ...each("from_numpy as_tensor", { returns: "view" }, "torch."),
  ...each("tensor zeros ones empty arange linspace eye full", { returns: "torch.Tensor", quick: true }, "torch."),
  ...each(
    "set_default_dtype set_default_tensor_type set_default_device use_deterministic_algorithms set_num_threads set_grad_enabled set_printoptions",
    { returns: "None", effects: ["torch:options"] },
    "torch.",
  ),
  ...each(
    "Linear Conv1d Conv2d Conv3d ConvTranspose2d LSTM GRU RNN Embedding Transformer TransformerEncoder TransformerEncoderLayer MultiheadAttention Bilinear BatchNorm2d LayerNorm Parameter",
    { returns: "torch.nn.Module", effects: ["rng:torch"] },
    "torch.nn.",
  ),
  ...each(
    "Dropout Sequential ModuleList ReLU Sigmoid Tanh Softmax MaxPool2d Flatten",
    { returns: "torch.nn.Module", keeps: true, quick: true },
    "torch.nn.",
  ),
  ...each("DataLoader", { returns: "torch.DataLoader", keeps: true }, "torch.utils.data."),
  ...each("random_split", { returns: "list", keeps: true, effects: ["rng:torch"] }, "torch.utils.data."),
  ...each(
    "Adam AdamW SGD RMSprop Adagrad Adadelta LBFGS Rprop NAdam RAdam",
    { returns: "torch.Optimizer", keeps: true },
    "torch.optim.",
  ),
  ...each("clip_grad_norm_ clip_grad_value_", { returns: "new", mutates: [0] }, "torch.nn.utils."),
  ...each(
    "xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ normal_ uniform_ trunc_normal_ orthogonal_",
    { returns: "first", mutates: [0], effects: ["rng:torch"] },
    "torch.nn.init.",
  ),
  ...each("zeros_ ones_ constant_ eye_", { returns: "first", mutates: [0] }, "torch.nn.init."),
  ...each(
    "random.set_seed keras.utils.set_random_seed",
    { returns: "None", effects: ["rng:tf"], quick: true },
    "tensorflow.",
  ),
  "keras.utils.set_random_seed": { returns: "None", effects: ["rng:tf", "rng:np", "rng:py"], quick: true },
  ...each(
    "normal uniform shuffle categorical truncated_normal",
    { returns: "tensorflow.Tensor", effects: ["rng:tf"] },
    "tensorflow.random.",
  ),
  "transformers.set_seed": { returns: "None", effects: ["rng:py", "rng:np", "rng:torch"], quick: true },
  "pytorch_lightning.seed_everything": { returns: "None", effects: ["rng:py", "rng:np", "rng:torch"], quick: true },
  "lightning.seed_everything": { returns: "None", effects: ["rng:py", "rng:np", "rng:torch"], quick: true },
  "datasets.load_dataset": { returns: "datasets.Dataset", effects: ["net"] },
  "nltk.download": { returns: "bool", effects: ["net", "fs:write:nltk_data"] },
};

/** Classes of scikit-learn and its kin that draw from NumPy's generator when they fit or split without `random_state`. */
export const drawsWhenFitted = words(`
  RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor DecisionTreeClassifier DecisionTreeRegressor
  ExtraTreeClassifier GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier HistGradientBoostingRegressor
  AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor IsolationForest RandomTreesEmbedding KMeans MiniBatchKMeans BisectingKMeans
  SpectralClustering GaussianMixture BayesianGaussianMixture MLPClassifier MLPRegressor SGDClassifier SGDRegressor Perceptron
  PassiveAggressiveClassifier TSNE TruncatedSVD NMF FastICA LatentDirichletAllocation DictionaryLearning RandomizedSearchCV ShuffleSplit
  StratifiedShuffleSplit GaussianRandomProjection SparseRandomProjection RBFSampler Nystroem MDS SpectralEmbedding RANSACRegressor
  TheilSenRegressor BernoulliRBM SMOTE ADASYN RandomOverSampler RandomUnderSampler AffinityPropagation EllipticEnvelope MinCovDet LinearSVC
  LinearSVR MiniBatchDictionaryLearning MiniBatchNMF MiniBatchSparsePCA SparsePCA OutputCodeClassifier PassiveAggressiveRegressor
  PolynomialCountSketch SGDOneClassSVM SkewedChi2Sampler SpectralBiclustering SpectralCoclustering TargetEncoder
  GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold ParameterSampler
`);

/** Classes that do so where they are given `shuffle=True`. */
export const drawsWhenShuffled = words("KFold StratifiedKFold GroupKFold StratifiedGroupKFold");

/** Writing to these attributes or items of a library sets ambient state. */
export const settings: readonly (readonly [prefix: string, effect: string])[] = [
  ["os.environ", "env:write:$key"],
  ["sys.path", "sys:path"],
  ["sys.modules", "dynamic"],
  ["matplotlib.pyplot.rcParams", "mpl:rc"],
  ["matplotlib.rcParams", "mpl:rc"],
  ["pylab.rcParams", "mpl:rc"],
  ["pandas.options", "pandas:options"],
  ["torch.backends", "torch:options"],
  ["builtins", "dynamic"],
];

/** Whole modules whose every function draws in the current figure. */
export const drawing: readonly string[] = ["matplotlib.pyplot.", "seaborn.", "pylab."];

/** Reading these gives a part of ambient state. */
export const settingReads: readonly (readonly [prefix: string, effect: string])[] = [["os.environ", "env:read:$key"]];
