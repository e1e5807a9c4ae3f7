export default {
  year: 'Year',
  month: 'Month',
  day: 'Day',
  none: 'not set',
};
