export default {
  title: '本月自评',
};
