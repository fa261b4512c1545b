import { CodedError } from "../../errors.ts";
import {
  addKnownHost,
  fingerprintOf,
  hostLabel,
  type KnownHost,
  keyType,
  knownTypes,
  readKnownHosts,
  verdictOn,
} from "./known-hosts.ts";

/** A host showed a key that no list has. Who compares the fingerprint can trust it with `trustHost`. */
export class UnknownHostKey extends CodedError {
  readonly label: string;
  readonly fingerprint: string;
  /** The key itself, in base64. */
  readonly key: string;

  constructor(label: string, key: Buffer) {
    const fingerprint = fingerprintOf(key);
    super(
      "CW6121",
      `${label} is not known yet. It shows the ${keyType(key)} key ${fingerprint}`,
      "Compare the fingerprint with what its administrator tells, then trust it in the target's settings.",
    );
    this.label = label;
    this.fingerprint = fingerprint;
    this.key = key.toString("base64");
  }
}

/** Adds the key that a host showed to a list of known hosts. */
export async function trustHost(
  knownHosts: string,
  { label, key }: Pick<UnknownHostKey, "label" | "key">,
): Promise<void> {
  await addKnownHost(knownHosts, label, Buffer.from(key, "base64"));
}

export interface HostKeyCheck {
  /** Kinds of keys in the order in which they are asked for; undefined leaves it to the library. */
  readonly preferred: readonly string[];
  /** Whether the key is the host's; when not, `refusal` says why. */
  accepts(key: Buffer): boolean;
  refusal(): CodedError | null;
}

export async function hostKeyCheck(
  host: string,
  port: number,
  lists: readonly string[],
  trusted: string | null,
): Promise<HostKeyCheck> {
  const entries = await readKnownHosts(lists);
  const label = hostLabel(host, port);
  let refusal: CodedError | null = null;
  return {
    preferred: knownTypes(entries, label),
    accepts: (key) => {
      refusal = refusalOf(entries, label, key, trusted);
      return refusal === null;
    },
    refusal: () => refusal,
  };
}

function refusalOf(
  entries: readonly KnownHost[],
  label: string,
  key: Buffer,
  trusted: string | null,
): CodedError | null {
  const verdict = verdictOn(entries, label, key);
  if (verdict === "known") return null;
  if (verdict !== "revoked" && trusted !== null && trusted === fingerprintOf(key)) return null;
  if (verdict === "unknown") return new UnknownHostKey(label, key);
  const why = verdict === "revoked" ? "was revoked" : "is not the one that is known";
  return new CodedError(
    "CW6122",
    `The ${keyType(key)} key of ${label} ${why}: it shows ${fingerprintOf(key)}`,
    "Ask its administrator. If the new key is right, remove the old one from the list of known hosts.",
  );
}
