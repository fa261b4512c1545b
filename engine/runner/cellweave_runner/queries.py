"""Commands that only tell something about the machine: libraries ask them at import or before a computation."""

import os
import shlex
import sys

# A program of the same name in the notebook's folder is somebody else's.
SYSTEM_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin", os.path.join(sys.prefix, "bin"))
SHELLS = ("sh", "bash", "dash")
SILENCERS = ("2>/dev/null", "2> /dev/null", "</dev/null", "< /dev/null")
SHELL_SIGNS = set(";&|<>$`(){}*?[]~!#\n\\")


def anything(arguments):
    return True


def only_flags(arguments):
    return all(argument.startswith("-") for argument in arguments)


def first_in(*words):
    return lambda arguments: bool(arguments) and arguments[0] in words


def reads_settings(arguments):
    """`sysctl -n name`: without -n, -w or an equals sign might set something."""
    return "-n" in arguments and "-w" not in arguments and not any("=" in argument for argument in arguments)


def asks_compiler(arguments):
    return bool(arguments) and all(argument.startswith(("-print", "-dump", "--print", "--version", "-v")) for argument in arguments)


def asks_git(arguments):
    """Which commit and which version; `status` and `diff` refresh the index, so they are not here."""
    words = list(arguments)
    while len(words) >= 2 and words[0] in ("-C", "--git-dir", "--work-tree"):
        words = words[2:]
    return first_in("rev-parse", "--version", "version", "describe", "ls-files")(words) or words[:2] == ["config", "--get"]


def asks_graphics(arguments):
    return all(argument in ("-L", "-q") or argument.startswith(("--query-", "--format", "--list-gpus", "--id")) for argument in arguments)


# joblib counts physical cores with lscpu, platform runs uname, ctypes.util runs ldconfig, matplotlib fc-list, torch and
# triton ask the compiler, trackers ask git. None of them changes anything, so nobody has to wait for them.
QUERIES = {
    "lscpu": anything, "nproc": anything, "uname": anything, "arch": anything, "getconf": anything, "which": anything, "ldd": anything,
    "fc-list": anything, "fc-match": anything, "locale": anything, "lsb_release": anything, "sw_vers": anything, "system_profiler": anything,
    "hostname": only_flags, "free": only_flags, "ldconfig": lambda arguments: list(arguments) in (["-p"], ["--print-cache"]),
    "sysctl": reads_settings, "git": asks_git, "nvidia-smi": asks_graphics,
    **dict.fromkeys(("gcc", "cc", "g++", "c++", "clang", "clang++"), asks_compiler),
}


def query_named(command):
    """The program's name when the command, a list or a shell line, is such a query; None when it may change something."""
    words = words_of(command)
    if not words:
        return None
    folder, name = os.path.split(words[0])
    if folder and folder not in SYSTEM_FOLDERS:
        return None
    if name in SHELLS and len(words) == 3 and words[1] == "-c":
        return query_named(words[2]) if words[2] != command else None
    return name if name in QUERIES and QUERIES[name](words[1:]) else None


def words_of(command):
    """The words of a command; None for what only a shell could tell."""
    if isinstance(command, (str, bytes)):
        line = os.fsdecode(command)
        for silencer in SILENCERS:
            line = line.replace(silencer, " ")
        if SHELL_SIGNS.intersection(line):
            return None
        try:
            return shlex.split(line)
        except ValueError:
            return None
    try:
        return [os.fsdecode(word) for word in command]
    except TypeError:
        return None
