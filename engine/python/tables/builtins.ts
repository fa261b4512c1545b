import { each, type Signatures } from "./signature.ts";

const exceptions = `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError
BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError
EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError
ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration
SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError`;

const lazy = { keeps: true, quick: true } as const;

/** Python's builtins (`dir(builtins)` of 3.8 to 3.14) and what IPython adds. */
export const builtinTypes: Signatures = {
  ...each(exceptions, { returns: "exception", quick: true }),
  ...each("abs divmod pow round", { returns: "new", quick: true }),
  ...each("all any bool callable hasattr isinstance issubclass", { returns: "bool", quick: true }),
  ...each("ascii bin chr format hex oct repr str", { returns: "str", quick: true }),
  ...each("hash id int len ord", { returns: "int", quick: true }),
  ...each("float", { returns: "float", quick: true }),
  ...each("complex", { returns: "complex", quick: true }),
  ...each("bytes", { returns: "bytes", quick: true }),
  ...each("print help copyright credits license", { returns: "None", quick: true }),
  ...each("range slice type object memoryview property super staticmethod classmethod", {
    returns: "new",
    quick: true,
    keeps: true,
  }),
  range: { returns: "range", quick: true },
  ...each("list sorted", { returns: "list", keeps: true, quick: true }),
  ...each("tuple", { returns: "tuple", keeps: true, quick: true }),
  ...each("dict", { returns: "dict", keeps: true, quick: true }),
  ...each("set", { returns: "set", keeps: true, quick: true }),
  frozenset: { returns: "frozenset", keeps: true, quick: true },
  bytearray: { returns: "bytearray", quick: true },
  dir: { returns: "list", quick: true },
  ...each("min max sum", { returns: "part", quick: true }),
  enumerate: { returns: "iterator", pins: "an enumerate iterator", ...lazy },
  zip: { returns: "iterator", pins: "a zip iterator", ...lazy },
  map: { returns: "iterator", pins: "a map iterator", ...lazy },
  filter: { returns: "iterator", pins: "a filter iterator", ...lazy },
  reversed: { returns: "iterator", pins: "a reversed iterator", ...lazy },
  ...each("iter aiter", { returns: "iterator", pins: "an iterator", ...lazy }),
  ...each("next anext", { returns: "part", mutates: [0], quick: true }),
  getattr: { returns: "part", quick: true },
  setattr: { returns: "None", mutates: [0], quick: true },
  delattr: { returns: "None", mutates: [0], quick: true },
  open: { returns: "file", pins: "an open file", quick: true },
  input: { returns: "str", effects: ["stdin"] },
  ...each("exec eval compile globals locals vars __import__ breakpoint", { returns: "unknown" }),
  ...each("exit quit", { returns: "None", effects: ["exit"] }),
  ...each("display", { returns: "None", effects: ["display"], quick: true }),
  get_ipython: { returns: "ipython", quick: true },
  ...each("Ellipsis NotImplemented None True False __build_class__", { returns: "new" }),
};

const str = "str";

/** Methods of the builtin types, by the library reference of Python 3.14. */
export const builtinMethods: { readonly [type: string]: Signatures } = {
  list: {
    ...each("append extend insert", { mutates: "self", stores: true, returns: "None", quick: true }),
    ...each("remove clear sort reverse", { mutates: "self", returns: "None", quick: true }),
    pop: { mutates: "self", returns: "part", quick: true },
    ...each("index count", { returns: "int", quick: true }),
    copy: { returns: "list", keeps: true, quick: true },
  },
  tuple: each("index count", { returns: "int", quick: true }),
  dict: {
    ...each("update", { mutates: "self", stores: true, returns: "None", quick: true }),
    setdefault: { mutates: "self", stores: true, returns: "part", quick: true },
    ...each("pop popitem", { mutates: "self", returns: "part", quick: true }),
    clear: { mutates: "self", returns: "None", quick: true },
    ...each("get", { returns: "part", quick: true }),
    ...each("keys values items", { returns: "part", quick: true }),
    copy: { returns: "dict", keeps: true, quick: true },
    most_common: { returns: "list", quick: true },
    ...each("move_to_end subtract", { mutates: "self", quick: true }),
    ...each("elements total", { returns: "new", quick: true }),
  },
  set: {
    ...each("add update difference_update intersection_update symmetric_difference_update", {
      mutates: "self",
      stores: true,
      returns: "None",
      quick: true,
    }),
    ...each("remove discard clear", { mutates: "self", returns: "None", quick: true }),
    pop: { mutates: "self", returns: "part", quick: true },
    ...each("union intersection difference symmetric_difference copy", { returns: "set", keeps: true, quick: true }),
    ...each("issubset issuperset isdisjoint", { returns: "bool", quick: true }),
  },
  str: {
    ...each(
      `capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase
       title translate upper zfill decode`,
      { returns: str, quick: true },
    ),
    ...each("count find index rfind rindex", { returns: "int", quick: true }),
    ...each(
      "endswith startswith isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper",
      { returns: "bool", quick: true },
    ),
    ...each("split rsplit splitlines partition rpartition", { returns: "list", quick: true }),
    encode: { returns: "bytes", quick: true },
  },
  deque: {
    ...each("append appendleft extend extendleft insert", {
      mutates: "self",
      stores: true,
      returns: "None",
      quick: true,
    }),
    ...each("remove clear reverse rotate", { mutates: "self", returns: "None", quick: true }),
    ...each("pop popleft", { mutates: "self", returns: "part", quick: true }),
    ...each("index count", { returns: "int", quick: true }),
    copy: { returns: "deque", keeps: true, quick: true },
  },
  bytearray: each("append extend insert remove clear reverse pop", { mutates: "self", quick: true }),
  generator: each("send throw close __next__ asend athrow aclose __anext__", { mutates: "self", returns: "part" }),
  iterator: each("__next__ send close", { mutates: "self", returns: "part" }),
  file: {
    ...each("read readline readlines readinto read1 __next__", {
      mutates: "self",
      returns: "str",
      effects: ["fs:read"],
    }),
    ...each("write writelines truncate flush", { mutates: "self", returns: "None", effects: ["fs:write"] }),
    ...each("close seek detach __exit__", { mutates: "self", returns: "None", quick: true }),
    ...each("tell fileno isatty readable writable seekable getvalue", { returns: "new", quick: true }),
  },
};

/** Types that behave like another in the table above. */
export const sameAs: { readonly [type: string]: string } = {
  "collections.defaultdict": "dict",
  "collections.OrderedDict": "dict",
  "collections.Counter": "dict",
  "collections.ChainMap": "dict",
  "collections.UserDict": "dict",
  "collections.UserList": "list",
  "collections.deque": "deque",
  "array.array": "list",
  frozenset: "set",
  bytes: "str",
  "io.StringIO": "file",
  "io.BytesIO": "file",
  "io.TextIOWrapper": "file",
};
