export default {
  title: 'My history',
};
