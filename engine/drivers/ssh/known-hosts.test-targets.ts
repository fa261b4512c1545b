import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addKnownHost, hostLabel, knownTypes, parseKnownHosts, readKnownHosts, verdictOn } from "./known-hosts.ts";

const folder = mkdtempSync(join(tmpdir(), "cellweave-known-hosts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keyOf = (type: string, letter: string) => {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.from(letter.repeat(32))]);
};
const right = keyOf("ssh-ed25519", "a");
const wrong = keyOf("ssh-ed25519", "b");
const other = keyOf("ssh-rsa", "c");
const line = (patterns: string, key = right) =>
  `${patterns} ${key.toString("latin1", 4, 15)} ${key.toString("base64")}`;
/** HMAC-SHA1 of "secret.example" under a salt, as `ssh-keygen -H` writes it. */
const hashed = "|1|MDEyMzQ1Njc4OTAxMjM0NTY3ODk=|";

test.each([
  ["a plain name", line("host.example"), "host.example", 22, right, "known"],
  ["a name among several", line("a,host.example,b"), "host.example", 22, right, "known"],
  ["letters of any size", line("Host.Example"), "host.EXAMPLE", 22, right, "known"],
  ["a name at another port", line("host.example"), "host.example", 2222, right, "unknown"],
  ["a name with its port", line("[host.example]:2222"), "host.example", 2222, right, "known"],
  ["a pattern", line("*.exam?le"), "host.example", 22, right, "known"],
  ["a dot that stands for itself", line("hostxexample"), "host.example", 22, right, "unknown"],
  ["one left out of a pattern", line("*.example,!host.example"), "host.example", 22, right, "unknown"],
  ["another key of the same kind", line("host.example"), "host.example", 22, wrong, "changed"],
  ["a key of another kind", line("host.example"), "host.example", 22, other, "unknown"],
  ["two keys of a kind", `${line("host.example", wrong)}\n${line("host.example")}`, "host.example", 22, right, "known"],
  ["a revoked key", `@revoked ${line("*")}\n${line("host.example")}`, "host.example", 22, right, "revoked"],
  ["an authority's key", `@cert-authority ${line("*")}`, "host.example", 22, right, "unknown"],
  ["comments and broken lines", `# ${line("host.example")}\nhost.example\n\n`, "host.example", 22, right, "unknown"],
  [
    "a hash of something else",
    `${hashed}AAAAAAAAAAAAAAAAAAAAAAAAAAA= ${line("").trim()}`,
    "host.example",
    22,
    right,
    "unknown",
  ],
] as const)("%s", (_, text, host, port, key, verdict) => {
  expect(verdictOn(parseKnownHosts(text), hostLabel(host, port), key)).toBe(verdict);
});

test("what ssh-keygen hashed is found, and the kinds of its keys are told", async () => {
  const path = join(folder, "hashed");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
  const [type = "", key = ""] = readFileSync(join(folder, "key.pub"), "utf8").split(" ");
  writeFileSync(path, `[secret.example]:2222 ${type} ${key}\nplain.example ${type} ${key}\n`);
  execFileSync("ssh-keygen", ["-q", "-H", "-f", path], { stdio: "ignore" });
  expect(readFileSync(path, "utf8")).not.toContain("secret");
  const entries = await readKnownHosts([path, join(folder, "none")]);
  expect(verdictOn(entries, "[secret.example]:2222", Buffer.from(key, "base64"))).toBe("known");
  expect(verdictOn(entries, "secret.example", Buffer.from(key, "base64"))).toBe("unknown");
  expect(knownTypes(entries, "plain.example")).toEqual(["ssh-ed25519"]);
});

test("a host that is added is known, also to ssh-keygen, after a last line without an end", async () => {
  const path = join(folder, "new", "known_hosts");
  await addKnownHost(path, "first.example", other);
  writeFileSync(path, readFileSync(path, "utf8").trimEnd());
  const [type = "", key = ""] = readFileSync(join(folder, "key.pub"), "utf8").split(" ");
  await addKnownHost(path, "second.example", Buffer.from(key, "base64"));
  const entries = await readKnownHosts([path]);
  expect(entries.map(({ patterns }) => patterns)).toEqual([["first.example"], ["second.example"]]);
  expect(execFileSync("ssh-keygen", ["-F", "second.example", "-f", path], { encoding: "utf8" })).toContain(type);
});
