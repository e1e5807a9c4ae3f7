/** Loaded before the service (`--import`): its clock is so many days ahead, and goes on from there. */
const aheadMilliseconds = Number(process.env.DAYS_LATER) * 86_400_000;

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + aheadMilliseconds);
    else super(...given);
  }
  static now() {
    return RealDate.now() + aheadMilliseconds;
  }
};
