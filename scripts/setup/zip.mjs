import { crc32, deflateRawSync } from "node:zlib";

// 1980-01-01, the first date that a zip can hold: the same files always give the same bytes.
const date = 0x0021;
const deflated = 8;

/**
 * A zip archive of the files, in the given order.
 * @param {readonly { name: string, content: Buffer }[]} files
 */
export function zip(files) {
  let offset = 0;
  const entries = files.map(({ name, content }) => {
    const path = Buffer.from(name);
    const body = deflateRawSync(content, { level: 9 });
    const facts = entryFacts(path, content, body);
    const local = Buffer.concat([numbers([[4, 0x04034b50]]), facts, path, body]);
    const central = Buffer.concat([
      numbers([
        [4, 0x02014b50],
        [2, 20],
      ]),
      facts,
      centralFacts(offset),
      path,
    ]);
    offset += local.length;
    return { local, central };
  });
  const directory = Buffer.concat(entries.map(({ central }) => central));
  const end = numbers([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  ]);
  return Buffer.concat([...entries.map(({ local }) => local), directory, end]);
}

/**
 * Version needed, flags (UTF-8 names), method, time, date, checksum, sizes, length of the name and of extras.
 * @param {Buffer} path
 * @param {Buffer} content
 * @param {Buffer} body
 */
function entryFacts(path, content, body) {
  return numbers([
    [2, 20],
    [2, 0x0800],
    [2, deflated],
    [2, 0],
    [2, date],
    [4, crc32(content)],
    [4, body.length],
    [4, content.length],
    [2, path.length],
    [2, 0],
  ]);
}

/**
 * Comment length, disk, attributes, and where the entry begins.
 * @param {number} offset
 */
function centralFacts(offset) {
  return numbers([
    [2, 0],
    [2, 0],
    [2, 0],
    [4, (0o100644 << 16) >>> 0],
    [4, offset],
  ]);
}

/**
 * Little-endian numbers of 2 or 4 bytes.
 * @param {readonly (readonly [number, number])[]} sized
 */
function numbers(sized) {
  const bytes = Buffer.alloc(sized.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of sized) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}
