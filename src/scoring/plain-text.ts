/*
 * Words as they are meant, for looking for some of them: who writes "Ａ Ｐ Ｐ 登　录" means "app登录". Two views, because Chinese
 * is written without spaces and English is nothing without them.
 */

/** Traditional characters of the words that are looked for. */
const TRADITIONAL = '錄點讚贊轉發關註瀏覽閱讀時長學習強國積線裝載圖簽評論連續鐘號機軟體網數陸場應';
const SIMPLIFIED = '录点赞赞转发关注浏览阅读时长学习强国积线装载图签评论连续钟号机软体网数陆场应';

/** Clauses of a text as Chinese: half-width, lower case, simplified, without anything between the characters. */
export function chineseClauses(text: string): string[] {
  return clausesOf(text).map((clause) =>
    [...clause.replace(/[^\p{L}\p{N}]/gu, '')]
      .map((character) => {
        const at = TRADITIONAL.indexOf(character);
        return at < 0 ? character : SIMPLIFIED.charAt(at);
      })
      .join(''),
  );
}

/** Clauses of a text as English: half-width, lower case, one space between words, s p a c e d words closed. */
export function englishClauses(text: string): string[] {
  return clausesOf(text).map((clause) =>
    clause
      .replace(/[^\p{L}\p{N}']+/gu, ' ')
      .replace(/(?<![\p{L}\p{N}])(?:[a-z] ){2,}[a-z](?![\p{L}\p{N}])/gu, (spaced) => spaced.replaceAll(' ', ''))
      .trim(),
  );
}

/** Where one thing ends and the next begins: what is denied in one clause is not denied in another. */
function clausesOf(text: string): string[] {
  // Invisible characters (zero-width spaces, soft hyphens) are no gaps between words.
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}/gu, '');
  return plain
    .split(/[,;:!?()[\]{}\n，。；：！？（）【】《》“”—]|\.(?=\s|$)/u)
    .filter((clause) => clause.trim() !== '');
}
