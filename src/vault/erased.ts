/** What stands where a name or a text was erased. It is no secret, so it is never sealed. */
export const erasedText = '已清除';
