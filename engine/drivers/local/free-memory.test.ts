import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { freeMemory, residentBytes } from "./free-memory.ts";

const meminfo = "MemTotal:        8000000 kB\nMemFree:  100 kB\nMemAvailable:    6000000 kB\n";
const kB = 1024;

const machines: readonly {
  readonly title: string;
  readonly files: { readonly [path: string]: string };
  readonly memory: { readonly total: number; readonly available: number };
}[] = [
  {
    title: "a machine without control groups",
    files: {},
    memory: { total: 8_000_000 * kB, available: 6_000_000 * kB },
  },
  {
    title: "a container of version 2, which sees itself as the top",
    files: {
      "proc/self/cgroup": "0::/\n",
      "sys/fs/cgroup/memory.max": "1000000000\n",
      "sys/fs/cgroup/memory.current": "900000000\n",
      "sys/fs/cgroup/memory.stat": "anon 5\ninactive_file 300000000\n",
    },
    memory: { total: 1e9, available: 4e8 },
  },
  {
    title: "a service of version 2 whose slice is limited, not itself",
    files: {
      "proc/self/cgroup": "0::/user.slice/one.scope\n",
      "sys/fs/cgroup/user.slice/one.scope/memory.max": "max\n",
      "sys/fs/cgroup/user.slice/one.scope/memory.current": "5\n",
      "sys/fs/cgroup/user.slice/memory.max": "2000000000\n",
      "sys/fs/cgroup/user.slice/memory.current": "500000000\n",
    },
    memory: { total: 2e9, available: 1.5e9 },
  },
  {
    title: "a container of version 1 that is told the host's path",
    files: {
      "proc/self/cgroup": "7:cpu,cpuacct:/\n4:memory:/docker/0123\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "3000000000\n",
      "sys/fs/cgroup/memory/memory.usage_in_bytes": "3200000000\n",
      "sys/fs/cgroup/memory/memory.stat": "total_inactive_file 100000000\n",
    },
    memory: { total: 3e9, available: 0 },
  },
  {
    title: "a group of version 1 without a limit",
    files: {
      "proc/self/cgroup": "4:memory:/\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/memory/memory.usage_in_bytes": "1\n",
    },
    memory: { total: 8_000_000 * kB, available: 6_000_000 * kB },
  },
];

describe("how much memory there is", () => {
  test.each(machines)("$title", ({ files, memory }) => {
    const root = mkdtempSync(join(tmpdir(), "cellweave-memory-"));
    for (const [path, text] of Object.entries({ "proc/meminfo": meminfo, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    expect(freeMemory(root)).toEqual(memory);
  });

  test("on this machine", () => {
    const { total, available } = freeMemory();
    expect(available).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(available);
    expect(residentBytes(process.pid)).toBeGreaterThan(1e6);
    expect(residentBytes(2 ** 30)).toBe(0);
  });
});
