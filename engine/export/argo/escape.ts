/** Text in which Argo finds no tag of its own: `{{` and `}}` come apart. */
export function untagged(text: string): string {
  return text.replace(/\{(?=\{)/g, "{ ").replace(/\}(?=\})/g, "} ");
}

/** Text of JSON that holds the same and in which Argo finds no tag. */
export function untaggedJson(json: string): string {
  // Outside of texts our JSON has no two braces side by side, since no parameter is an object.
  return json.replace(/\{(?=\{)/g, "\\u007b").replace(/\}(?=\})/g, "\\u007d");
}
