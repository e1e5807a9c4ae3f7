/**
 * A sentence with its figures. `{name}` is what `say` answers; what stands in square brackets is left out where one of its names
 * says nothing: "每年以 {cap} 为限[，此前已计 {used}]".
 */
export function sentence(pattern: string, say: (name: string) => string | null): string {
  let text = '';
  for (const { optional, words } of partsOf(pattern)) {
    const said = words.map((word) => (typeof word === 'string' ? word : say(word.name)));
    if (!optional || !said.includes(null)) text += said.map((word) => word ?? '').join('');
  }
  return text;
}

/** What stands in square brackets or between them: words as they are, and names of figures. */
interface Part {
  optional: boolean;
  words: (string | { name: string })[];
}

/** A pattern is taken apart once: there are some hundred of them, and a sheet is told in seventy sentences. */
const known = new Map<string, readonly Part[]>();

function partsOf(pattern: string): readonly Part[] {
  const parts = known.get(pattern) ?? takenApart(pattern);
  known.set(pattern, parts);
  return parts;
}

function takenApart(pattern: string): Part[] {
  return pattern.split(/\[([^\]]*)\]/).map((part, place) => ({
    optional: place % 2 === 1,
    words: part.split(/\{(\w+)\}/).map((word, index) => (index % 2 === 1 ? { name: word } : word)),
  }));
}
