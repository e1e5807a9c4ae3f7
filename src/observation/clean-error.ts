/** What a log may say of an error: what went wrong and where in the code, but nothing that anybody typed. */
export interface CleanError {
  type: string;
  code?: string;
  message?: string;
  /** The statement of a failed query. Ours hold question marks where the values were. */
  statement?: string;
  stack: string[];
  cause?: CleanError;
}

const framesMax = 25;
const causesMax = 4;
const messageLengthMax = 300;

/**
 * Drivers and parsers repeat in their messages what they were given: "Duplicate entry '王芳' for key", "Unexpected token in
 * "my comment"". A database's error is reduced to its code and statement, of all others the message loses everything in
 * quotation marks and all that isn't ASCII.
 */
export function cleanError(error: unknown, depth = 0): CleanError {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const { code, errno, query, driverError } = error as Error & Record<string, unknown>;
  const ofDatabase = typeof query === 'string' || isDriverError(error);
  const known = [code, errno, (driverError as { code?: unknown } | undefined)?.code];
  const name = known.find((one) => typeof one === 'string' || typeof one === 'number');
  return {
    type: error.constructor.name,
    ...(name !== undefined && { code: cleanText(String(name)) }),
    ...(!ofDatabase && error.message !== '' && { message: cleanText(error.message) }),
    ...(typeof query === 'string' && { statement: cleanStatement(query) }),
    stack: framesOf(error.stack),
    ...(error.cause !== undefined && depth < causesMax && { cause: cleanError(error.cause, depth + 1) }),
  };
}

/** mysql2 and better-sqlite3 both say which of the database's own errors it is. */
function isDriverError(error: Error): boolean {
  return 'sqlState' in error || 'sqlMessage' in error || error.constructor.name === 'SqliteError';
}

/** The text without what somebody may have typed, and no longer than a log bears. */
export function cleanText(text: string): string {
  return text
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”/g, '…')
    .replace(/["'`“].*$/s, '…')
    .replace(/[^\x20-\x7e…]+/g, '…')
    .slice(0, messageLengthMax);
}

/** SQL without its literal texts. */
export function cleanStatement(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'/g, "'…'")
    .replace(/\s+/g, ' ')
    .slice(0, 2 * messageLengthMax);
}

/** Only the places in the code: the head of a stack repeats the message. */
export function framesOf(stack: string | undefined): string[] {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, framesMax).map((line) => line.trim());
}
