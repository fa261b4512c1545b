import { type Json, type JsonObject, joinLines, type MultilineString, type Output } from "../../model/notebook.ts";
import { isMultiline } from "./read-output.ts";

/** An output as nbformat writes it: text of several lines as a list of lines, or as one string where the file does so. */
export function storedOutput(output: Output, lines: boolean): JsonObject {
  const shape = lines ? splitAsPython : joinLines;
  const { ...members } = output as unknown as { [key: string]: Json };
  if (output.output_type === "stream") members.text = shape(output.text);
  if (output.output_type === "display_data" || output.output_type === "execute_result") {
    members.data = Object.fromEntries(
      Object.entries(output.data).map(([mime, content]) => [
        mime,
        isText(mime) && isMultiline(content) ? shape(content) : content,
      ]),
    );
  }
  return members;
}

const pythonLine =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these end a line in Python
  /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|.+$/gs;

/** Python's `str.splitlines(True)`, by which nbformat splits: after a carriage return as well, as progress bars have it. */
export function splitAsPython(text: MultilineString): string[] {
  const whole = joinLines(text);
  return whole.match(pythonLine) ?? [];
}

function isText(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}
