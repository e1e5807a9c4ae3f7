export default {
  title: '各支部进度',
};
