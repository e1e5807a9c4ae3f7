export default {
  title: 'My month',
};
