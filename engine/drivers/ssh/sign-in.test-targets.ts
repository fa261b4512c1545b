import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CodedError } from "../../errors.ts";
import type { Secrets } from "../../model/target.ts";
import { type Sshd, startSshd } from "../../testing/services/sshd.ts";
import { targetSettings } from "../../testing/target-settings.ts";
import { trustHost, UnknownHostKey } from "./host-keys.ts";
import { ssh } from "./ssh.ts";

let host: Sshd;
let behind: Sshd;
let folder: string;

beforeAll(async () => {
  [host, behind] = await Promise.all([startSshd(), startSshd({ apart: true })]);
  folder = mkdtempSync(join(tmpdir(), "cellweave-sign-in-"));
});
afterAll(async () => {
  await Promise.all([host.stop(), behind.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const secrets: Secrets = async (name) => ({ PASS: host.passphrase, WORD: host.password })[name] ?? "wrong";

/** What a probe of the host says with these settings: its version of Python, or the code of what went wrong. */
async function probe(more: Readonly<Record<string, unknown>>): Promise<string> {
  const { host: address, port, user, knownHosts } = host;
  const none = { configFile: null, agentSocket: null, keyFile: "" };
  const settings = { ...targetSettings(folder, join(folder, ".target")), ...none };
  const target = {
    name: "host",
    driver: "ssh",
    settings: { ...settings, host: address, port, user, knownHosts: [knownHosts], ...more },
  };
  const connection = await ssh.connect(target, secrets);
  try {
    return (await connection.probe()).pythonVersion;
  } finally {
    await connection.close();
  }
}
const failure = (more: Readonly<Record<string, unknown>>): Promise<CodedError> =>
  probe(more).then(
    () => expect.fail("it signed in"),
    (error: CodedError) => error,
  );

test("a key, a locked key with its passphrase, and a password sign in", async () => {
  expect(await probe({ keyFile: host.keyFile })).toMatch(/^3\./);
  expect(await probe({ keyFile: host.lockedKeyFile, passphrase: { $secret: "PASS" } })).toMatch(/^3\./);
  expect(await probe({ password: { $secret: "WORD" } })).toMatch(/^3\./);
  expect(await probe({ key: readFileSync(host.keyFile, "utf8") })).toMatch(/^3\./);
});

test("a key of an SSH agent signs in", async () => {
  const socket = join(folder, "agent");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  try {
    await expect.poll(() => addKey(socket)).toBe(true);
    expect(await probe({ agentSocket: socket })).toMatch(/^3\./);
  } finally {
    agent.kill();
  }
});

function addKey(socket: string): boolean {
  try {
    execFileSync("ssh-add", ["-q", host.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("an alias of the SSH configuration says where the host is, who signs in and with what", async () => {
  const configFile = join(folder, "config");
  const never = join(folder, "never");
  const { port, user, keyFile, knownHosts } = host;
  const lines = [
    "Host cluster",
    "  HostName 127.0.0.1",
    `  Port ${port}`,
    `  User ${user}`,
    `  IdentityFile ${keyFile}`,
  ];
  writeFileSync(
    configFile,
    [...lines, `  UserKnownHostsFile ${knownHosts}`, `Match exec "touch ${never}"`, "  Port 1", ""].join("\n"),
  );
  expect(await probe({ host: "cluster", port: undefined, user: undefined, knownHosts: [], configFile })).toMatch(
    /^3\./,
  );
  expect(existsSync(never)).toBe(false);
});

test("a host is reached through another one, each of which must be known", async () => {
  const both = { keyFile: host.keyFile, jump: `${host.user}@${host.host}:${host.port}` };
  const there = { ...both, host: behind.host, port: behind.port };
  writeFileSync(join(behind.folder, "authorized_keys"), readFileSync(`${host.keyFile}.pub`));
  expect(await probe({ ...there, knownHosts: [host.knownHosts, behind.knownHosts] })).toMatch(/^3\./);
  expect((await failure({ ...there, knownHosts: [host.knownHosts] })).code).toBe("CW6121");
  const unknownJump = (await failure({ ...there, knownHosts: [behind.knownHosts] })) as UnknownHostKey;
  expect(unknownJump.fingerprint).toBe(host.fingerprint);
});

test("a host that is not known is refused with its fingerprint, until somebody trusts it", async () => {
  const { keyFile, fingerprint } = host;
  const error = await failure({ keyFile, knownHosts: [] });
  expect(error).toBeInstanceOf(UnknownHostKey);
  expect(error).toMatchObject({
    code: "CW6121",
    fingerprint,
    message: expect.stringContaining(fingerprint),
    retryable: false,
  });
  expect(await probe({ keyFile, knownHosts: [], hostKey: fingerprint })).toMatch(/^3\./);
  const own = join(folder, "own_known_hosts");
  await trustHost(own, error as UnknownHostKey);
  expect(await probe({ keyFile, knownHosts: [own] })).toMatch(/^3\./);
});

test("a host that shows another key than before is refused", async () => {
  const changed = join(folder, "changed_hosts");
  const label = `[${host.host}]:${host.port}`;
  writeFileSync(changed, `${label} ${readFileSync(`${host.strangerFile}.pub`, "utf8")}`);
  const error = await failure({ keyFile: host.keyFile, knownHosts: [changed] });
  expect(error).toMatchObject({ code: "CW6122", retryable: false, message: expect.stringContaining(host.fingerprint) });
});

test("a key that the account does not accept is refused, and what was tried is told", async () => {
  const error = await failure({ keyFile: host.strangerFile });
  expect(error).toMatchObject({
    code: "CW6123",
    retryable: false,
    message: expect.stringContaining(host.strangerFile),
  });
});

test("no secret gets into what is told", async () => {
  const wrongWord = await failure({ keyFile: host.strangerFile, password: { $secret: "OTHER" } });
  expect(wrongWord.code).toBe("CW6123");
  expect(JSON.stringify([wrongWord.message, wrongWord.hint, wrongWord.stack])).not.toMatch(
    /"wrong"|PRIVATE KEY|open sesame/,
  );
  expect((await failure({ keyFile: host.lockedKeyFile })).code).toBe("CW6124");
  expect((await failure({ keyFile: host.lockedKeyFile, passphrase: { $secret: "OTHER" } })).code).toBe("CW6124");
  expect((await failure({ keyFile: join(folder, "no-key") })).code).toBe("CW6124");
});

test("a host that nobody answers for can be tried again later", async () => {
  const error = await failure({ port: 1, keyFile: host.keyFile });
  expect(error).toMatchObject({ code: "CW6101", retryable: true });
});

test("a Python that is not there is told", async () => {
  const error = await failure({ keyFile: host.keyFile, python: "/no/python3" });
  expect(error).toMatchObject({ code: "CW6103", message: expect.stringMatching(/no\/python3/) });
});

test("settings that are not right name the setting", async () => {
  expect(await failure({ host: "-oProxyCommand=touch /tmp/x" })).toMatchObject({ code: "CW6109" });
  expect(await failure({ keyFile: host.keyFile, jump: "a b" })).toMatchObject({ code: "CW6109" });
});
