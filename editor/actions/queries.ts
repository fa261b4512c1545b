import type { ExportRequest } from "@cellweave/engine/model/wire";
import { QueryClient, queryOptions } from "@tanstack/react-query";
import { server } from "../api/server.ts";

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 10_000, refetchOnWindowFocus: true } },
});

/** What the server knows, for `useQuery`. Panels get it here and never ask the server themselves. */
export const queries = {
  notebooks: queryOptions({ queryKey: ["notebooks"], queryFn: server.listNotebooks }),
  // Under "notebooks", since what changes in the folder makes both ask anew.
  pipelines: queryOptions({ queryKey: ["notebooks", "pipelines"], queryFn: server.listPipelines }),
  samples: queryOptions({ queryKey: ["samples"], queryFn: server.listSamples, staleTime: Number.POSITIVE_INFINITY }),
  recent: queryOptions({ queryKey: ["recent"], queryFn: server.listRecent }),
  folder: (path: string) => queryOptions({ queryKey: ["notebooks", path], queryFn: () => server.readFolder(path) }),
  pythons: (notebook: string | null) =>
    queryOptions({ queryKey: ["pythons", notebook], queryFn: () => server.listPythons(notebook) }),
  exportFormats: queryOptions({
    queryKey: ["export-formats"],
    queryFn: server.listExportFormats,
    staleTime: Number.POSITIVE_INFINITY,
  }),
  /** `asked` tells apart what was asked of different states of the same notebook. */
  exported: (asked: string, request: ExportRequest) =>
    queryOptions({
      queryKey: ["export", asked, request.format, request.options],
      queryFn: () => server.exportNotebook(request),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      retry: false,
    }),
  run: (id: string) => queryOptions({ queryKey: ["run", id], queryFn: () => server.readRun(id) }),
};
