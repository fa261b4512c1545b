import { statfs } from "node:fs/promises";
import { CodedError } from "../../errors.ts";
import { parseSize } from "../parse-size.ts";

const defaultBytes = 10e9;
const defaultShare = 0.1;

/**
 * How many bytes of stored values are kept: what `CELLWEAVE_CACHE_LIMIT` says ("20GB", "5%"), else 10 GB, or a tenth
 * of a disk that is smaller than 100 GB. Errors: CW5005.
 */
export async function sizeLimit(store: string, setting: string | undefined): Promise<number> {
  const text = setting?.trim() ?? "";
  const disk = async () => {
    const { blocks, bsize } = await statfs(store);
    return blocks * bsize;
  };
  if (text === "") return Math.min(defaultBytes, defaultShare * (await disk()));
  const size = parseSize(text);
  if (size) return "bytes" in size ? size.bytes : size.share * (await disk());
  throw new CodedError(
    "CW5005",
    `CELLWEAVE_CACHE_LIMIT is "${text}", which is no size.`,
    "Give it as in 20GB, 500MB or 5%.",
  );
}
