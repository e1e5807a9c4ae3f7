import { dictionary } from '@zxcvbn-ts/language-common';

/** What lists of stolen Chinese passwords begin with, and what somebody would think of first in this very service. */
const ours =
  `0123456789 0987654321 1212121212 1231231231 123123123a 1234512345 1234567891 12345678a 1234qwerasdf 1qazxsw23edc
  3.1415926535 5201314520 9876543210 a1234567890 aa12345678 aa123456789 aaa123456789 abc123456789 abcd123456 abcd12345678
  abcdefg123 admin12345 admin123456 administrator asdf123456 asdfghjkl1 asdfghjkl; changeme123 code123456 computer123
  dangjian123 dangyuan123 dangzhibu123 dearbook123 hello12345 iloveyou123 jifen123456 letmein123 mima123456 monkey12345
  p@ssw0rd123 passw0rd123 pointbook123 pointbook2026 q1w2e3r4t5y6 qq123456789 qwe1234567 qwer123456 qwer12345678
  qwertyuiop123 wang123456 welcome123 woaini1314 woaini1314520 woaini520520 woaini123456 xiaoming123 zhang123456 zhibu123456
  zxcvbnm1234`.split(/\s+/);

const common = new Set([...dictionary['passwords-common'], ...ours]);

/** As people make a known password "different": up to four figures or signs at the end of it. */
const decorationMax = 4;

/**
 * Whether a password, in small letters, is one of the fifty thousand that are tried first (@zxcvbn-ts/language-common, from
 * lists of stolen ones), such a one with a few figures or signs behind it, such a one twice, or hardly more than one character.
 */
export function isCommon(password: string): boolean {
  const characters = [...password];
  if (new Set(characters).size < 4) return true;
  const half = password.slice(0, password.length / 2);
  if (half + half === password && common.has(half)) return true;
  for (let behind = 0; behind <= decorationMax; behind += 1) {
    const end = password.length - behind;
    if (/\p{L}/u.test(password.slice(end))) return false;
    if (common.has(password.slice(0, end))) return true;
  }
  return false;
}
