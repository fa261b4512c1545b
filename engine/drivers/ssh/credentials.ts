import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import ssh2, { type AuthenticationType } from "ssh2";
import { CodedError } from "../../errors.ts";
import type { Secrets } from "../../model/target.ts";
import { settled } from "../shared/secret.ts";
import type { SshSettings } from "./settings.ts";

/** One way to sign in; what was tried is told by its `told`. */
export interface SignIn {
  readonly told: string;
  readonly method: SignInMethod;
}

type SignInMethod =
  | { readonly type: "publickey"; readonly key: Buffer; readonly passphrase?: string }
  | { readonly type: "agent"; readonly agent: string }
  | { readonly type: "password"; readonly password: string }
  | { readonly type: "keyboard-interactive"; readonly password: string };

const usualKeys = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** The ways to sign in that the settings allow, in the order in which they are tried. */
export async function signIns(
  settings: SshSettings,
  identityFiles: readonly string[],
  secrets: Secrets | undefined,
): Promise<SignIn[]> {
  const [key, passphrase, password] = await Promise.all(
    [settings.key, settings.passphrase, settings.password].map((value) => settled(value, secrets)),
  );
  const found: SignIn[] = [];
  if (key !== undefined) found.push(keySignIn(Buffer.from(key), passphrase, "the key of the settings", true));
  if (settings.keyFile !== null) found.push(await fileSignIn(settings.keyFile, passphrase, true));
  const ownKey = found.length > 0;
  if (settings.agentSocket !== null && !ownKey)
    found.push({ told: "the SSH agent", method: { type: "agent", agent: settings.agentSocket } });
  if (!ownKey) found.push(...(await usualSignIns(identityFiles, passphrase)));
  if (password !== undefined) {
    found.push({ told: "the password", method: { type: "password", password } });
    found.push({ told: "the password, as an answer", method: { type: "keyboard-interactive", password } });
  }
  return found;
}

async function usualSignIns(identityFiles: readonly string[], passphrase: string | undefined): Promise<SignIn[]> {
  const paths = identityFiles.length > 0 ? identityFiles : usualKeys.map((name) => join(homedir(), ".ssh", name));
  const found: SignIn[] = [];
  for (const path of paths) {
    try {
      found.push(await fileSignIn(path, passphrase, false));
    } catch {
      // Not there, or closed with a passphrase that nobody gave: another way may do.
    }
  }
  return found;
}

async function fileSignIn(path: string, passphrase: string | undefined, wanted: boolean): Promise<SignIn> {
  const file = path.replace(/^~(?=\/)/, homedir());
  const bytes = await readFile(file).catch((cause: Error) => {
    throw unreadable(`The private key ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}.`, cause);
  });
  return keySignIn(bytes, passphrase, path, wanted);
}

function keySignIn(key: Buffer, passphrase: string | undefined, told: string, wanted: boolean): SignIn {
  const parsed = ssh2.utils.parseKey(key, passphrase);
  // The library's message names neither key nor passphrase.
  if (parsed instanceof Error)
    throw unreadable(`The private key ${wanted ? told : "found"} cannot be used: ${parsed.message}`);
  return { told, method: { type: "publickey", key, ...(passphrase === undefined ? {} : { passphrase }) } };
}

function unreadable(message: string, cause?: Error): CodedError {
  const hint = "Give the path of a private key, and its passphrase, in the target's settings.";
  return new CodedError("CW6124", message, hint, cause && { cause });
}

/** Offers one way after another. `tried` gets what was offered. */
export function offer(user: string, ways: readonly SignIn[], tried: string[]): ssh2.AuthHandlerMiddleware {
  let next = 0;
  return (methodsLeft: AuthenticationType[] | null, _partial, callback) => {
    const allowed = (type: string) =>
      methodsLeft === null || type === "agent" || methodsLeft.includes(type as AuthenticationType);
    while (next < ways.length) {
      const way = ways[next];
      next += 1;
      if (!way || !(allowed(way.method.type) || (way.method.type === "agent" && allowed("publickey")))) continue;
      tried.push(way.told);
      callback(methodOf(user, way));
      return;
    }
    callback(false as never);
  };
}

function methodOf(username: string, { method }: SignIn): ssh2.AnyAuthMethod {
  if (method.type !== "keyboard-interactive") return { ...method, username } as ssh2.AnyAuthMethod;
  const { password } = method;
  return {
    type: "keyboard-interactive",
    username,
    prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
  };
}
