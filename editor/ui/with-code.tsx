/** A sentence whose names in backticks are set as code. */
export function WithCode({ text }: { readonly text: string }) {
  return text.split("`").map((part, position) =>
    position % 2 === 1 ? (
      <code key={position} className="rounded bg-hover px-1 font-mono text-[0.92em] break-words">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
