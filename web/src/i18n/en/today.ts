export default {
  title: 'Today',
};
