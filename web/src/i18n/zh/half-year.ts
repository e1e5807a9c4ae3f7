export default {
  title: '半年汇总',
};
