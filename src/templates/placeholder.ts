/** A placeholder in a text: where it stands, and what is between its braces. */
export interface Token {
  start: number;
  end: number;
  inner: string;
}

export type SyntaxProblem = 'unclosed' | 'unopened' | 'nothingInside' | 'tooLong';

export interface Tokens {
  tokens: Token[];
  /** What is wrong with the braces, and the text where. */
  problems: { code: SyntaxProblem; written: string }[];
}

const innerMax = 80;
/** Braces in either width: a Chinese keyboard writes the wide ones. */
const braces = /[{｛]{2}|[}｝]{2}/g;

/** Finds placeholders in one text, and the braces that belong to none. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  const problems: Tokens['problems'] = [];
  let open: number | null = null;
  for (const match of text.matchAll(braces)) {
    const isOpening = /[{｛]/.test(match[0]);
    if (isOpening) {
      if (open !== null) problems.push({ code: 'unclosed', written: excerpt(text, open) });
      open = match.index;
    } else if (open === null)
      problems.push({ code: 'unopened', written: excerpt(text, Math.max(0, match.index - 12)) });
    else {
      const end = match.index + 2;
      const inner = text.slice(open + 2, match.index);
      if (normalised(inner) === '') problems.push({ code: 'nothingInside', written: text.slice(open, end) });
      else if (inner.length > innerMax) problems.push({ code: 'tooLong', written: excerpt(text, open) });
      else tokens.push({ start: open, end, inner });
      open = null;
    }
  }
  if (open !== null) problems.push({ code: 'unclosed', written: excerpt(text, open) });
  return { tokens, problems };
}

/** Cheap: whether a text has anything to do with placeholders. */
export function hasBraces(text: string): boolean {
  return /[{｛]{2}|[}｝]{2}/.test(text);
}

function excerpt(text: string, from: number): string {
  return text.slice(from, from + 30);
}

/** Wide and narrow letters, capitals and blanks make no difference, nor does what nobody sees. */
export function normalised(inner: string): string {
  return inner
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .toLowerCase();
}
