import "monaco-editor/languages/definitions/shell/register";
import "monaco-editor/languages/definitions/yaml/register";

// Languages that no cell is written in, but exported files are.
export { monaco } from "./monaco.ts";
