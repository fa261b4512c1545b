/** Names under which packages are installed, where it is not the name they are imported by. */
const packages: { readonly [imported: string]: string } = {
  sklearn: "scikit-learn",
  skimage: "scikit-image",
  cv2: "opencv-python-headless",
  PIL: "pillow",
  yaml: "pyyaml",
  bs4: "beautifulsoup4",
  dateutil: "python-dateutil",
  dotenv: "python-dotenv",
  Bio: "biopython",
  git: "gitpython",
  serial: "pyserial",
  usb: "pyusb",
  umap: "umap-learn",
  faiss: "faiss-cpu",
  mpl_toolkits: "matplotlib",
  pylab: "matplotlib",
  google: "google-api-python-client",
  OpenSSL: "pyopenssl",
  Crypto: "pycryptodome",
  jwt: "pyjwt",
  docx: "python-docx",
  pptx: "python-pptx",
  fitz: "pymupdf",
  slugify: "python-slugify",
  sentence_transformers: "sentence-transformers",
  huggingface_hub: "huggingface-hub",
};

/** Modules of Python 3.9 to 3.14's own library; the exporter's names for what needs no installing. */
const standardLibrary = new Set(
  `__future__ abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2
  calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser
  contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
  email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath
  getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress
  itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder
  multiprocessing netrc nis nntplib numbers operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform
  plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc queue quopri random re readline reprlib
  resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket
  socketserver spwd sqlite3 ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny
  tarfile telnetlib tempfile termios test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback
  tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser
  wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/),
);

/** What pip installs for these imports, with what was asked for by name, sorted. */
export function pythonRequirements(imports: readonly string[], asked: readonly string[]): string[] {
  const needed = imports
    .filter((name) => !standardLibrary.has(name) && !name.startsWith("_") && name !== "cellweave")
    .map((name) => packages[name] ?? name);
  return [...new Set([...needed, ...asked])].sort();
}
