/** One letter a kind, as the style sheet names them: keyword, string, number, comment, defined name, builtin, magic. */
export type TokenKind = "k" | "s" | "n" | "c" | "d" | "b" | "m" | null;
export type Token = readonly [text: string, kind: TokenKind];

const keywords = new Set(
  "False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try type while with yield".split(
    " ",
  ),
);
const softKeywords = new Set(["match", "case", "type"]);
const builtins = new Set(
  "abs all any bool bytes callable chr classmethod dict dir display divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max min next object oct open ord pow print property range repr reversed round self set setattr slice sorted staticmethod str sum super tuple type vars zip".split(
    " ",
  ),
);

const string =
  /[rRbBuUfFtT]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\[\s\S]|[^"\\\n])*(?:"|(?=\n)|$)|'(?:\\[\s\S]|[^'\\\n])*(?:'|(?=\n)|$))/;
const number = /0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?/;
const pattern = new RegExp(
  [
    `(?<s>${string.source})`,
    "(?<c>#[^\\n]*)",
    "(?<m>(?<=^|\\n)[ \\t]*(?:%%?\\w[^\\n]*|![^\\n]*))",
    `(?<n>(?<![\\w.])(?:${number.source}))`,
    "(?<d>@[\\w.]+)",
    "(?<w>[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*)",
  ].join("|"),
  "g",
);

/** Python source in pieces; joined they are the source again. Wrong code comes out as pieces too. */
export function pythonTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  let before = "";
  for (const match of source.matchAll(pattern)) {
    if (match.index > end) tokens.push([source.slice(end, match.index), null]);
    tokens.push([match[0], kindOf(match, before, source)]);
    end = match.index + match[0].length;
    if (match.groups?.w) before = match[0];
  }
  if (end < source.length) tokens.push([source.slice(end), null]);
  return tokens;
}

function kindOf(match: RegExpExecArray, before: string, source: string): TokenKind {
  const groups = match.groups ?? {};
  const word = groups.w;
  if (word === undefined)
    return (["s", "c", "m", "n", "d"] as const).find((kind) => groups[kind] !== undefined) ?? null;
  const previous = source[match.index - 1];
  if (previous === ".") return null;
  if (softKeywords.has(word))
    return /^\s+[\w"'([{*-]/.test(source.slice(match.index + word.length, match.index + word.length + 40)) &&
      startsLine(source, match.index)
      ? "k"
      : builtinOr(word);
  if (keywords.has(word)) return "k";
  return before === "def" || before === "class" ? "d" : builtinOr(word);
}

function builtinOr(word: string): TokenKind {
  return builtins.has(word) ? "b" : null;
}

function startsLine(source: string, index: number): boolean {
  return /^\s*$/.test(source.slice(source.lastIndexOf("\n", index - 1) + 1, index));
}
