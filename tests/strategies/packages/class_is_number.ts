export const S = 42;
