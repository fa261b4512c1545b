import { words } from "./signature.ts";

/** Commands that change nothing and read nothing that a notebook makes: looked at in the manuals of coreutils, Git and NVIDIA. */
const harmless = words(
  "echo pwd whoami which date hostname uname nvidia-smi nproc free df env printenv lscpu true false type uptime id sleep printf",
);
const readers = words(
  "ls cat head tail wc grep less more du file stat md5sum sha256sum find sort uniq cut diff tree zcat jq awk column nl od xxd",
);
const fetchers = words("wget curl git gdown kaggle aria2c gsutil aws scp rsync huggingface-cli");
const installers =
  /^(?:sudo\s+)?(?:(?:\S*python[\d.]*\s+-m\s+)?pip[\d.]*|conda|mamba|micromamba|uv(?:\s+pip)?|apt|apt-get|npm|poetry|brew)\s+(?:-\S+\s+)*(?:install|uninstall|remove|update|upgrade|add|sync)\b/;

/** What a shell line does, as effects: always `shell`; packages; files that it names with `>`, `>>`, `<`, `-O`, `-o`. */
export function readShell(script: string): string[] {
  const effects = ["shell"];
  for (const command of script.split(/\n|&&|\|\||[;|]/)) {
    const line = command.trim();
    if (line === "" || line.startsWith("#")) continue;
    const word = (line.split(/\s+/, 1)[0] as string).split("/").at(-1) as string;
    if (installers.test(line)) effects.push("env:packages");
    else if (readers.has(word)) effects.push(...readFiles(line, word));
    else if (fetchers.has(word)) effects.push("net", "fs:write");
    else if (
      !harmless.has(word) &&
      !/^(?:\S*python[\d.]*\s+(?:-V|--version)|(?:pip|conda)[\d.]*\s+(?:list|show|freeze|--version))/.test(line)
    )
      effects.push("fs:any");
    for (const found of line.matchAll(/(?:^|[^0-9&>])(>>?|<)\s*([\w./{}$~-]+)/g)) {
      effects.push(`fs:${found[1] === "<" ? "read" : "write"}:${clean(found[2] as string)}`);
    }
    if (word === "wget" || word === "curl") {
      for (const found of line.matchAll(/\s-[oO]\s+([\w./{}$~-]+)/g))
        effects.push(`fs:write:${clean(found[1] as string)}`);
    }
  }
  return [...new Set(effects)].filter((effect) => !inner.has(effect));
}

/** Known to order cells only where nothing more exact is said; kept out of what people see. */
const inner = new Set(["fs:any", "fs:write"]);

function readFiles(line: string, word: string): string[] {
  if (word === "ls" || word === "du" || word === "tree" || word === "find") return [];
  const names = line
    .split(/\s+/)
    .slice(1)
    .filter((part) => /^[\w./-]+\.\w+$/.test(part) && !part.startsWith("-"));
  return names.map((name) => `fs:read:${clean(name)}`);
}

/** True when the line can change files that nobody named. */
export function changesFiles(script: string): boolean {
  return script.split(/\n|&&|\|\||[;|]/).some((command) => {
    const line = command.trim();
    const word = (line.split(/\s+/, 1)[0] as string).split("/").at(-1) as string;
    return line !== "" && !harmless.has(word) && !readers.has(word) && !installers.test(line);
  });
}

function clean(path: string): string {
  return path.replace(/^\.\//, "").replace(/^\{(\w+)\}$/, "$$$1");
}
