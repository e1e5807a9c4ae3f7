export default {
  title: '评定',
};
