import "monaco-editor/features/diffEditor/register";

// The one editor of the page comes without what shows two texts side by side.
export { monaco } from "./monaco.ts";
