import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runCells } from "./testing/run-cells.ts";

/** A server that notes down what each connection sends, in the order in which they ended. */
async function listener(): Promise<{ readonly port: number; readonly heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("data", (data) => heard.push(String(data)));
    socket.on("end", () => socket.end("ok"));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard };
}

const send = (port: number, text: string) =>
  `import socket\nwith socket.create_connection(('127.0.0.1', ${port})) as s:\n    s.sendall(b'${text}')\n    s.shutdown(socket.SHUT_WR)\n    print(s.recv(9))`;
const late = "import time; time.sleep(0.4)\n";

describe("what cells do to the world is done in notebook order, and once", () => {
  test("over the network, although nothing else joins the cells", async () => {
    const { port, heard } = await listener();
    const ran = await runCells(
      [`${late}${send(port, "first")}`, send(port, "second"), `${late}${send(port, "third")}`],
      {
        parallel: 3,
      },
    );
    expect(ran.state.outcome).toBe("succeeded");
    expect(heard).toEqual(["first", "second", "third"]);
  });

  test.each([
    ["by programs", (text: string) => `import subprocess\nsubprocess.run(['sh', '-c', 'echo ${text} >> log.txt'])`],
    ["by shell lines", (text: string) => `!echo ${text} >> log.txt`],
    [
      "in a database",
      (text: string) =>
        `import sqlite3\nwith sqlite3.connect('log.db') as db:\n    db.execute('create table if not exists log (text)')\n    db.execute("insert into log values ('${text}')")\nopen('log.txt', 'a').write('${text}\\n')`,
    ],
  ])("%s", async (_, act) => {
    const ran = await runCells([`${late}${act("first")}`, act("second"), `${late}${act("third")}`], { parallel: 3 });
    expect(ran.state.outcome).toBe("succeeded");
    expect(readFileSync(join(ran.folder, "log.txt"), "utf8")).toBe("first\nsecond\nthird\n");
  });

  test("and who read a file before another cell's program had written it reads it again", async () => {
    const write = `${late}import subprocess\nsubprocess.run(['sh', '-c', 'echo new > da' + 'ta.txt'])\nNone`;
    const read = `try: print(open(''.join(['data', '.txt'])).read())\nexcept FileNotFoundError: print('none')`;
    const ran = await runCells([write, `import time; time.sleep(0.05)\n${read}`, "print('end')"], { parallel: 3 });
    expect(ran.texts[1]).toBe("new\n\n");
  });

  test("also where only one step runs at a time, and the longest way to the end would come first", async () => {
    const act = (text: string) => `open(''.join(['log', '.txt']), 'a').write('${text}\\n')`;
    const cells = [
      "x = [1]",
      `${late}x.append(2)\n${act("first")}`,
      `y = 1\n${late}${act("second")}`,
      "y += 1",
      `${late}print(y)`,
    ];
    const first = await runCells(cells, { parallel: 1 });
    const again = { home: first.home, folder: first.folder, parallel: 1 };
    await runCells(cells, again);
    expect(readFileSync(join(first.folder, "log.txt"), "utf8")).toBe("first\nsecond\nfirst\nsecond\n");
  });
});
