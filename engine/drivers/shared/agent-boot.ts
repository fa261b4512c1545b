import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/**
 * The words that start the agent: the runner is sent once, kept under its digest, and becomes the process itself.
 * The program reads no more than it asked for, so that nothing meant for the agent is lost.
 */
export function bootCommand(python: readonly string[], root: string, digest: string): string[] {
  // One plain word: login shells differ in what they make of lines and quotes.
  const program = `import base64;exec(base64.b64decode("${Buffer.from(bootProgram).toString("base64")}"))`;
  return [...python, "-c", program, root, digest];
}

/** Printed, with nothing else on the line, by a target that lacks the runner. */
export const needsRunner = "cellweave-needs-runner";
/** Printed before the reason when it cannot start. */
export const refusesRunner = "cellweave-refuses ";

export interface RunnerFile {
  readonly bytes: Buffer;
  readonly digest: string;
}

/** The runner as one file; beside it may be a folder of the same, which only this machine uses. */
export async function readRunner(path: string): Promise<RunnerFile> {
  const bytes = await readFile(path.replace(/\.unpacked\/?$/, ""));
  return { bytes, digest: createHash("sha256").update(bytes).digest("hex") };
}

const bootProgram = `
import hashlib, os, shutil, sys, zipfile
def refuse(why):
    os.write(1, ("cellweave-refuses " + " ".join(str(why).split()) + "\\n").encode())
    sys.exit(1)
def exactly(size):
    pieces = []
    while size:
        piece = os.read(0, min(size, 1 << 20))
        if not piece:
            sys.exit(1)
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
def line():
    text = b""
    while not text.endswith(b"\\n"):
        text += exactly(1)
    return text
if sys.version_info < (3, 9):
    refuse("Python " + sys.version.split()[0] + " is older than 3.9.")
root = os.path.abspath(os.path.expanduser(sys.argv[1]))
name = os.path.join(root, "runner-" + sys.argv[2])
def digest():
    try:
        with open(name + ".pyz", "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None
try:
    if digest() != sys.argv[2] or not os.path.exists(os.path.join(name, "__main__.py")):
        os.write(1, b"cellweave-needs-runner\\n")
        data = exactly(int(line()))
        if hashlib.sha256(data).hexdigest() != sys.argv[2]:
            refuse("The runner arrived damaged.")
        os.makedirs(root, mode=0o700, exist_ok=True)
        fresh = name + "." + str(os.getpid())
        try:
            with open(fresh, "wb") as file:
                file.write(data)
            os.replace(fresh, name + ".pyz")
            with zipfile.ZipFile(name + ".pyz") as archive:
                archive.extractall(fresh)
            try:
                os.rename(fresh, name)
            except OSError:
                # Another server was quicker, or one was interrupted here.
                if not os.path.exists(os.path.join(name, "__main__.py")):
                    shutil.rmtree(name, ignore_errors=True)
                    os.rename(fresh, name)
        finally:
            if os.path.isdir(fresh):
                shutil.rmtree(fresh, ignore_errors=True)
            elif os.path.exists(fresh):
                os.unlink(fresh)
    os.execv(sys.executable, [sys.executable, name, "agent", root])
except OSError as error:
    refuse(str(error))
`;
