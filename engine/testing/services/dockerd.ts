import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Dockerd {
  /** What `DOCKER_HOST` must be. */
  readonly host: string;
  /** Runs `docker` with these words and gives what it prints. */
  docker(...words: readonly string[]): string;
  /** An image with Debian's Python and a shell, made of packages: no registry is asked. */
  pythonImage(): string;
  /** Ends the engine and all its containers. */
  stop(): Promise<void>;
}

/** A real Docker engine with a folder, a socket and containers of its own, and without networks. Needs root and docker.io of Debian. */
export async function startDockerd(): Promise<Dockerd> {
  const folder = mkdtempSync(join(tmpdir(), "cellweave-dockerd-"));
  const socket = join(folder, "docker.sock");
  const host = `unix://${socket}`;
  const folders = ["--data-root", join(folder, "data"), "--exec-root", join(folder, "exec")];
  const apart = ["--bridge", "none", "--iptables=false", "--pidfile", join(folder, "pid")];
  const engine = spawn("/usr/sbin/dockerd", [...folders, ...apart, "-H", host], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  engine.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  const ended = once(engine, "exit");
  const docker = (...words: readonly string[]) =>
    execFileSync("docker", words, { encoding: "utf8", env: { ...process.env, DOCKER_HOST: host } }).trim();
  await untilAnswers(socket, docker, () => (engine.exitCode === null ? null : said));
  let image: string | null = null;
  return {
    host,
    docker,
    pythonImage: () => {
      image ??= importPython(folder, docker);
      return image;
    },
    stop: async () => {
      const left = docker("ps", "-aq").split("\n").filter(Boolean);
      if (left.length > 0) docker("rm", "-f", ...left);
      engine.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(socket: string, docker: Dockerd["docker"], failure: () => string | null): Promise<void> {
  for (;;) {
    const words = failure();
    if (words !== null) throw new Error(`dockerd ended: ${words}`);
    try {
      if (existsSync(socket)) return void docker("version");
    } catch {
      // It has not begun to listen.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const libraries =
  "libc6 libexpat1 zlib1g libssl3 libffi8 libbz2-1.0 liblzma5 libsqlite3-0 libuuid1 libncursesw6 libtinfo6 libreadline8 libgcc-s1 libcrypt1 libdb5.3 media-types busybox-static";
const programs =
  "sh cat ls mkdir cp mv rm ln env sleep test which id head tail sed awk grep tar chmod stat find dirname basename echo true false df readlink sha1sum sha256sum base64 printf touch";

/** The packages of the Debian that this runs on, unpacked one over the other. */
function importPython(folder: string, docker: Dockerd["docker"]): string {
  const [packages, root] = [join(folder, "packages"), join(folder, "root")];
  for (const path of [packages, join(root, "tmp"), join(root, "etc"), join(root, "root")])
    mkdirSync(path, { recursive: true });
  const version = minorOfDebian();
  const wanted = [`${version}-minimal`, `lib${version}-minimal`, `lib${version}-stdlib`, ...libraries.split(" ")];
  const download = () => apt(["download", "-qq", ...wanted], packages);
  try {
    download();
  } catch {
    // A fresh system has no lists yet.
    apt(["update", "-qq"], packages);
    download();
  }
  for (const name of readdirSync(packages)) execFileSync("dpkg", ["-x", join(packages, name), root]);
  symlinkSync(version, join(root, "usr", "bin", "python3"));
  for (const name of programs.split(" ")) {
    if (!existsSync(join(root, "bin", name))) symlinkSync("busybox", join(root, "bin", name));
  }
  writeFileSync(join(root, "etc", "passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  const archive = join(folder, "image.tar");
  execFileSync("tar", ["-C", root, "-cf", archive, "."]);
  docker("import", archive, "cellweave-test:python");
  return "cellweave-test:python";
}

function apt(words: readonly string[], cwd: string): void {
  execFileSync("apt-get", words, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}

/** "python3.11" on Debian 12. */
function minorOfDebian(): string {
  const [folder] = readdirSync("/usr/lib").filter((name) => /^python3\.\d+$/.test(name));
  if (!folder) throw new Error("this system has no Python of Debian's");
  return folder;
}
