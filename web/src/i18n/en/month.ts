export default {
  openTitle: 'Open a month',
  steps: 'Progress of {month}',
  stepDone: 'done',
  stepNow: 'now',
  stepNext: 'to come',
};
