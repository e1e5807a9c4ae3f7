/** Characters that some file system does not take in a name. */
const forbiddenInNames = /[\u0000-\u001f\u007f"*/:<>?\\|]/g;

/**
 * Content-Disposition of a file with a Chinese name (RFC 6266): the name in UTF-8 for every browser of today, and a
 * plain one for whatever reads no more than that.
 */
export function attachment(fileName: string, plainName: string): string {
  const safe = fileName.toWellFormed().replace(forbiddenInNames, '_');
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plainName}"; filename*=UTF-8''${encoded}`;
}
