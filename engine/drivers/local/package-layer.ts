import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { CodedError } from "../../errors.ts";
import type { TransferProgress } from "../../model/target.ts";

const run = promisify(execFile);

/** Which of its arguments this Python does not have; one with more than an exact version it leaves to pip. */
const findMissing = `
import json, re, sys
from importlib.metadata import PackageNotFoundError, version
def lacks(wish):
    name, exact = re.fullmatch(r"([A-Za-z0-9._-]+)(?:==([^=*,]+))?", wish).groups()
    return exact is not None and version(name) != exact
missing = []
for wish in sys.argv[1:]:
    try:
        if lacks(wish): missing.append(wish)
    except (AttributeError, PackageNotFoundError):
        missing.append(wish)
print(json.dumps({"missing": missing}))
`;

export interface LayerWishes {
  /** The Python that the layer lies on: what it has is there too, in its versions, where nothing else is asked. */
  readonly python: string;
  readonly version: string;
  readonly packages: readonly string[];
  /** Folder of all layers. */
  readonly folder: string;
  readonly indexUrl: string;
  readonly proxy: string;
}

/**
 * The Python of a virtual environment with these packages on top of what the given Python has; that Python itself where
 * it has them all. Made once for the same wishes, whole or not at all. Throws CW6027.
 */
export async function packageLayer(
  wishes: LayerWishes,
  onProgress: (progress: TransferProgress) => void,
): Promise<{ readonly python: string; readonly digest: string }> {
  const { missing } = JSON.parse((await run(wishes.python, ["-c", findMissing, ...wishes.packages])).stdout);
  if (missing.length === 0) return { python: wishes.python, digest: `${wishes.python}@${wishes.version}` };
  const digest = digestOf(wishes);
  const layer = join(wishes.folder, digest.slice(0, 24));
  const python = join(layer, "bin", "python");
  if (existsSync(join(layer, "whole"))) return { python, digest };

  onProgress({ what: "install", text: `Installing ${wishes.packages.join(", ")}` });
  const own = `${layer}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    await mkdir(wishes.folder, { recursive: true, mode: 0o700 });
    await run(wishes.python, ["-m", "venv", own]);
    await putOnTopOf(wishes.python, own);
    await install(own, wishes);
    await writeFile(join(own, "whole"), "");
    // Scripts name the folder they were made in; only Python itself is used.
    await rename(own, layer).catch(async (error: NodeJS.ErrnoException) => {
      // Somebody else was quicker.
      if (!existsSync(join(layer, "whole"))) throw error;
    });
    return { python, digest };
  } catch (error) {
    throw uninstalled(wishes, error as Error & { stderr?: string });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** What the Python below can import comes after what the layer itself has. */
async function putOnTopOf(python: string, layer: string): Promise<void> {
  const below =
    "import json, sys; print(json.dumps([p for p in sys.path if p.endswith(('site-packages', 'dist-packages'))]))";
  const own = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const [{ stdout: paths }, { stdout: site }] = await Promise.all([
    run(python, ["-c", below]),
    run(join(layer, "bin", "python"), ["-c", own]),
  ]);
  await writeFile(join(site.trim(), "cellweave-below.pth"), `${(JSON.parse(paths) as string[]).join("\n")}\n`);
}

async function install(layer: string, { packages, indexUrl, proxy }: LayerWishes): Promise<void> {
  const options = ["--disable-pip-version-check", "--no-input", "--quiet"];
  if (indexUrl) options.push("--index-url", indexUrl);
  if (proxy) options.push("--proxy", proxy);
  // Behind "--", so that no package can be taken for an option.
  const python = join(layer, "bin", "python");
  await run(python, ["-m", "pip", "install", ...options, "--", ...packages], { maxBuffer: 64 << 20 });
}

function digestOf({ python, version, packages, indexUrl }: LayerWishes): string {
  return createHash("sha256")
    .update(JSON.stringify([1, dirname(python), version, [...packages].sort(), indexUrl]))
    .digest("hex");
}

function uninstalled({ packages }: LayerWishes, error: Error & { stderr?: string }): CodedError {
  const lines = (error.stderr || error.message).trim().split("\n");
  const why = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  return new CodedError(
    "CW6027",
    `${packages.join(", ")} could not be installed: ${why.replace(/^ERROR:\s*/, "")}`,
    "Check the names and versions, and that the package index can be reached.",
    { cause: error },
  );
}
