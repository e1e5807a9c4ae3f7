/**
 * A sentence with its figures. `{name}` is what `say` answers; what stands in square brackets is left out where one of its names
 * says nothing: "每年以 {cap} 为限[，此前已计 {used}]".
 */
export function sentence(pattern: string, say: (name: string) => string | null): string {
  const optional = pattern.replace(/\[([^\]]*)\]/g, (_, part: string) => {
    const names = [...part.matchAll(NAME)].map(([, name]) => name ?? '');
    return names.every((name) => say(name) !== null) ? part : '';
  });
  return optional.replace(NAME, (_, name: string) => say(name) ?? '');
}

const NAME = /\{(\w+)\}/g;
