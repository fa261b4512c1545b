/**
 * The table of who may import whom, as rules. A row of `folders` says all that a folder of ours may import of ours;
 * whatever is not named is refused. Types count: the cruiser sees `import type` too.
 */
const contract = ["engine/model/", "engine/errors\\.ts"];
const pureHalf = [...contract, "engine/python/", "nodes/"];
const atRunTime = ["engine/run/", "engine/drivers/(driver|index)\\.ts", "engine/drivers/local/"];
const frontDoor = ["engine/index\\.ts", "engine/compile\\.ts", ...contract];
const editorBase = ["engine/(advise|compile)\\.ts", "engine/phases/1-parse/", ...contract, "nodes/"];
const editorState = ["editor/document/", "editor/session/", "editor/runs/"];
const editorView = [...editorState, "editor/hooks/", "editor/actions/", "editor/ui/", ...editorBase];

const folders = {
  "nodes/": [],
  "engine/errors\\.ts": [],
  "engine/model/": ["engine/errors\\.ts"],
  "engine/python/": contract,
  "engine/phases/1-parse/": pureHalf,
  "engine/phases/2-dataflow/": pureHalf,
  "engine/phases/3-decompose/": pureHalf,
  "engine/phases/4-plan/": pureHalf,
  "engine/export/": pureHalf,
  "engine/import/": [...pureHalf, "engine/phases/1-parse/"],
  "engine/(advise|compile)\\.ts": [...pureHalf, "engine/phases/"],
  // The places where a run is put together: from a notebook's text, and with the table of drivers.
  "engine/run/((start-run|running-of|notebook-file)\\.ts|verify/|environments/)": [
    ...pureHalf,
    ...atRunTime,
    "engine/compile\\.ts",
    "engine/phases/1-parse/",
    "templates/environments/",
  ],
  "engine/run/(?!(start-run|running-of|notebook-file)\\.ts|verify/|environments/)": [
    ...contract,
    "engine/python/code-hash\\.ts",
    "engine/drivers/driver\\.ts",
  ],
  "engine/drivers/shared/": [...contract, "engine/drivers/driver\\.ts"],
  "engine/drivers/[^/]+/": [...contract, "engine/drivers/driver\\.ts", "engine/drivers/shared/"],
  "server/": [...frontDoor, "nodes/"],
  "editor/document/": editorBase,
  "editor/session/": [...editorState, ...editorBase],
  "editor/runs/": [...editorState, ...editorBase],
  "editor/api/": editorBase,
  "editor/ui/": editorBase,
  "editor/hooks/": [...editorState, ...editorBase],
  "editor/actions/": [...editorState, "editor/hooks/", "editor/api/", "editor/ui/", ...editorBase],
  "editor/canvas/": editorView,
  "editor/panels/": editorView,
  "editor/cell-editor/": editorView,
};

const ours = "^(nodes|engine|server|editor|templates)/";
const tests =
  "\\.(test|test-[a-z-]+|prop)\\.tsx?$|/test-[a-z-]+\\.tsx?$|(driver|killed-server)-contract\\.ts$|(^|/)testing/";

const folderRules = Object.entries(folders).map(([folder, allowed]) => ({
  name: `${folder.replaceAll(/[^\w./-]/g, "").replace(/\/$/, "")}-imports`,
  comment: `${folder} may import only itself${allowed.length > 0 ? ` and ${allowed.join(", ")}` : ""}.`,
  severity: "error",
  from: { path: `^${folder}`, pathNot: tests },
  to: { path: ours, pathNot: [`^${folder.replace(/\(.*$/, "")}`, ...allowed.map((path) => `^${path}`)] },
}));

/** A library that only one folder may know, so that it can be replaced in one place. */
const knownInOnePlace = { "@xyflow": "editor/canvas", "monaco-editor": "editor/cell-editor", react: "editor" };

const packageRules = Object.entries(knownInOnePlace).map(([name, folder]) => ({
  name: `only-${folder.replace("/", "-")}-knows-${name}`,
  severity: "error",
  from: { path: ours, pathNot: [`^${folder}/`, tests] },
  to: { path: `^node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    ...packageRules,
    {
      name: "drivers-apart",
      comment: "Drivers do not know each other; what two need is in shared.",
      severity: "error",
      from: { path: "^engine/drivers/([^/]+)/" },
      to: { path: "^engine/drivers/[^/]+/", pathNot: "^engine/drivers/($1|shared)/" },
    },
    {
      name: "state-without-react",
      comment: "The document, the session and the runs are plain data and stores: they are tested without a page.",
      severity: "error",
      from: { path: "^editor/(document|session|runs)/", pathNot: tests },
      to: { path: "^node_modules/(react|react-dom|@xyflow|@base-ui)/" },
    },
    {
      name: "pure-half-without-built-ins",
      comment: "Everything left of the run compiles in a browser tab.",
      severity: "error",
      from: {
        path: "^(nodes|engine/(model|python|phases|export|import|advise\\.ts|compile\\.ts|errors\\.ts))",
        pathNot: tests,
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "editor-without-built-ins",
      severity: "error",
      from: { path: "^editor/", pathNot: [tests, "vite\\.config\\.ts$"] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-cycles",
      comment: "Types that name each other are gone when the program runs; anything else that goes round is refused.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "\\?(worker|url|raw|inline)$|^virtual:" },
    },
    {
      name: "declared-packages",
      comment: "What is imported is named in the package.json of the workspace that imports it.",
      severity: "error",
      from: { path: "^(nodes|engine|server|editor)/", pathNot: tests },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|samples)/|^\\.cellweave" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
