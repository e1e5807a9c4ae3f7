import { randomInt } from 'node:crypto';
import { Algorithm, hash, verify } from '@node-rs/argon2';
import type { FieldProblem } from '../http/refusal.js';

/** OWASP's first choice for argon2id: 19 MiB of memory, two passes, one lane. */
const cost = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash that no password has; verifying against it takes as long as against a real one. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$cG9pbnRib29rLW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Characters in full width, as a Chinese keyboard may send them, are the same password (NIST SP 800-63B asks for it). */
const normal = (password: string): string => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), cost);
}

/** Whether the password fits the hash. Without a hash it is as slow as with one, and the answer is no. */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  // What doesn't look like a hash fits no password: such an account can't be signed in to.
  const real = passwordHash !== undefined && passwordHash.startsWith('$argon2id$');
  const fits = await verify(real ? passwordHash : nobodysHash, normal(password));
  return real && fits;
}

/** No 0 and o, 1 and l, i and j: it is read from a slip of paper and typed on a telephone. 16 of 29 are 77 bits. */
const letters = 'abcdefghkmnpqrstuvwxyz2345678';

export function oneTimePassword(): string {
  return Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
}

export const passwordLengthMin = 10;

/** The passwords of ten and more characters that lists of stolen ones begin with. */
const common = new Set(
  `0123456789 0987654321 1111111111 1122334455 1212121212 1231231231 123123123a 1234512345 1234554321 123456789a 1234567890
  12345678910 1234567891 123456789q 12345qwert 1234qwerasdf 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 3.1415926535
  5201314520 9876543210 a123456789 a1234567890 aa12345678 aa123456789 aaa123456789 abc1234567 abc123456789 abcd123456
  abcd12345678 abcdefghij abcdefg123 admin12345 admin123456 administrator asdf123456 asdfghjkl1 asdfghjkl; changeme123
  code123456 computer123 dearbook123 football123 hello12345 iloveyou123 letmein123 mima123456 monkey12345 p@ssw0rd123
  passw0rd123 password01 password12 password123 password1234 password12345 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qq123456789
  qwe1234567 qwer123456 qwer12345678 qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop123 welcome123 woaini1314
  woaini1314520 woaini520520 woaini123456 wang123456 xiaoming123 zhang123456 zaq12wsxcde3 zxcvbnm123 zxcvbnm1234 dangyuan123
  zhibu123456 jifen123456 pointbook123 pointbook2026 dangzhibu123`.split(/\s+/),
);

/** What is wrong with a new password; nothing about which characters it must have, since length is what counts. */
export function newPasswordProblems(
  newPassword: string,
  { signInName, currentPassword }: { signInName: string; currentPassword: string },
): FieldProblem[] {
  const path = 'newPassword';
  const wanted = normal(newPassword).toLowerCase();
  const characters = [...wanted];
  const problems: FieldProblem[] = [];
  if (characters.length < passwordLengthMin)
    problems.push({ path, code: 'tooShort', params: { min: passwordLengthMin } });
  if (common.has(wanted) || new Set(characters).size < 4) problems.push({ path, code: 'common' });
  if (contains(wanted, signInName.toLowerCase())) problems.push({ path, code: 'containsSignInName' });
  if (contains(wanted, normal(currentPassword).toLowerCase())) problems.push({ path, code: 'containsOldPassword' });
  return problems;
}

/** A name of one or two letters stands in many a good password. */
const contains = (password: string, part: string): boolean => [...part].length > 2 && password.includes(part);
