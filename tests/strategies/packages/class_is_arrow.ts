export const S = () => ({ generate_signal() {} });
