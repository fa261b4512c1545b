/** "20GB", "500M", "2GiB" in bytes, or "5%" as a share of a whole; null where the text is neither. */
export function parseSize(text: string): { readonly bytes: number } | { readonly share: number } | null {
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1];
  if (share !== undefined) return { share: Number(share) / 100 };
  const size = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text);
  return size && { bytes: Number(size[1]) * (units[size[2]?.toLowerCase() ?? ""] ?? 1) };
}

const units: { readonly [unit: string]: number } = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
