export default {
  title: '今日待办',
};
