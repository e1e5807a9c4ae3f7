export default {
  year: '年',
  month: '月',
  day: '日',
  none: '不定',
};
