/** The database cannot be reached, or no connection became free in time. Nothing was written; trying later may help. */
export class DatabaseAway extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseAway';
  }
}

/** The transaction ran longer than it may and was rolled back, so that nobody else has to wait for it. */
export class TransactionTooLong extends Error {
  constructor(limitMilliseconds: number) {
    super(`The transaction was rolled back because it ran longer than ${limitMilliseconds} ms.`);
    this.name = 'TransactionTooLong';
  }
}

/** The door was used in a way that could lose or leak data. Always a mistake in our own code. */
export class DatabaseMisuse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DatabaseMisuse';
  }
}
