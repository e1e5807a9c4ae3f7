export default {
  title: '我的积分',
};
