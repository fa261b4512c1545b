/** A line of JSON and the raw bytes that its `bytes` counted. */
export interface Frame {
  readonly head: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
}

export function frameBytes(head: object, payload?: Buffer): Buffer {
  const line = Buffer.from(`${JSON.stringify(payload?.length ? { ...head, bytes: payload.length } : head)}\n`);
  return payload?.length ? Buffer.concat([line, payload]) : line;
}

/** Puts frames together from what arrives in pieces. A line that is no JSON is what a login script prints. */
export function frameReader(onFrame: (frame: Frame) => void, onNoise: (line: string) => void): (data: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  /** The frame whose bytes are still to come. */
  let open: { head: Frame["head"]; size: number } | null = null;
  const takeAll = () => {
    const all = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    pieces = [];
    held = 0;
    return all;
  };
  const keep = (rest: Buffer) => {
    if (rest.length === 0) return;
    pieces.push(rest);
    held += rest.length;
  };
  return (data) => {
    keep(data);
    // Looked at only when it can be whole: joining at every piece would copy a large frame many times.
    if (open ? held < open.size : !data.includes(10)) return;
    let rest = takeAll();
    for (;;) {
      if (open) {
        if (rest.length < open.size) break;
        const { head, size } = open;
        open = null;
        onFrame({ head, payload: rest.subarray(0, size) });
        rest = rest.subarray(size);
        continue;
      }
      const end = rest.indexOf(10);
      if (end < 0) break;
      const line = rest.toString("utf8", 0, end);
      rest = rest.subarray(end + 1);
      const head = parseHead(line);
      if (head === null) onNoise(line);
      else if (typeof head.bytes === "number" && head.bytes > 0) open = { head, size: head.bytes };
      else onFrame({ head, payload: Buffer.alloc(0) });
    }
    keep(rest);
  };
}

function parseHead(line: string): Frame["head"] | null {
  try {
    const head = JSON.parse(line);
    return typeof head === "object" && head !== null && !Array.isArray(head) ? head : null;
  } catch {
    return null;
  }
}
